import { randomBytes } from 'node:crypto';
import { GoogleGenAI } from '@google/genai';
import type { FaultInput } from '../src/faults/fault.ts';
import { type SimulatorOptions, type Simulators, startSimulators } from '../src/start-simulators.ts';

export interface Harness {
  readonly simulators: Simulators;
  readonly url: string;
  fault(fault: FaultInput): string;
}

export async function withSimulators(
  options: Partial<SimulatorOptions>,
  run: (harness: Harness) => Promise<void>,
): Promise<void> {
  const simulators = await startSimulators({ port: 0, mode: 'none', ...options });
  try {
    const url = `http://${simulators.host}:${simulators.port}`;
    await run({ simulators, url, fault: (fault) => simulators.controls.faults.add(fault) });
  } finally {
    await simulators.close();
  }
}

/** The real SDK, in Vertex mode, as production uses it. */
export const vertexClient = (url: string, location = 'us'): GoogleGenAI =>
  new GoogleGenAI({
    vertexai: true,
    project: 'test-project',
    location,
    googleAuthOptions: { authClient: fakeAuth as never },
    httpOptions: { baseUrl: `${url}/gemini` },
  });

const fakeAuth = {
  getRequestHeaders: async () => new Headers({ authorization: 'Bearer simulated' }),
};

export const apiKeyClient = (url: string, apiKey = 'any'): GoogleGenAI =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${url}/gemini` } });

const nullable = (type: string) => ({ anyOf: [{ type }, { type: 'null' }] });

/** The shape in which the workout profile asks for its answer. */
export const WORKOUT_SCHEMA = {
  type: 'object',
  properties: {
    found: { type: 'boolean' },
    language: nullable('string'),
    result: {
      anyOf: [
        {
          type: 'object',
          properties: {
            title: nullable('string'),
            exercises: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  name: { type: 'string' },
                  sets: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: {
                        reps: nullable('integer'),
                        weight_lbs: nullable('number'),
                        duration_seconds: nullable('number'),
                        rest_seconds: nullable('number'),
                      },
                    },
                  },
                  numbers_seen_in: {
                    anyOf: [{ type: 'string', enum: ['speech', 'on_screen', 'caption', 'inferred'] }, { type: 'null' }],
                  },
                },
              },
            },
          },
        },
        { type: 'null' },
      ],
    },
  },
};

/** A prompt in the form that the simulator reads: the post as one JSON line between two boundaries. */
export function promptFor(post: { caption?: string; transcript?: string }): string {
  const boundary = randomBytes(16).toString('hex');
  const data = {
    author: 'coach',
    title: null,
    caption: post.caption ?? null,
    transcript: post.transcript === undefined ? null : { language: 'en', text: post.transcript },
  };
  return `PROFILE: workout\n-----BEGIN POST ${boundary}-----\n${JSON.stringify(data)}\n-----END POST ${boundary}-----`;
}
