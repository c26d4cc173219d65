/** A place in a line; leaving it costs the same however long the line is. */
export interface Place<T> {
  readonly value: T;
  readonly deadlineAt: number;
  before: Place<T> | null;
  behind: Place<T> | null;
  inLine: boolean;
}

/** A line in which the most urgent stand first, and those of equal urgency in the order in which they came. */
export class DeadlineLine<T> {
  #head: Place<T> | null = null;
  #tail: Place<T> | null = null;
  #length = 0;

  get first(): T | null {
    return this.#head?.value ?? null;
  }

  get length(): number {
    return this.#length;
  }

  /** Most deadlines are equally far away, so the place is nearly always the last one. */
  join(value: T, deadlineAt: number): Place<T> {
    let before = this.#tail;
    while (before !== null && before.deadlineAt > deadlineAt) {
      before = before.before;
    }
    const behind = before === null ? this.#head : before.behind;
    const place: Place<T> = { value, deadlineAt, before, behind, inLine: true };
    this.#link(before, place);
    this.#link(place, behind);
    this.#length += 1;
    return place;
  }

  leave(place: Place<T>): void {
    if (!place.inLine) {
      return;
    }
    place.inLine = false;
    this.#link(place.before, place.behind);
    this.#length -= 1;
  }

  #link(before: Place<T> | null, behind: Place<T> | null): void {
    if (before === null) {
      this.#head = behind;
    } else {
      before.behind = behind;
    }
    if (behind === null) {
      this.#tail = before;
    } else {
      behind.before = before;
    }
  }
}
