import { expect } from 'vitest';

/** Polls until the assertion holds; generous, because it only costs time when the machine is busy. */
export const eventually = <T>(read: () => T) => expect.poll(read);
