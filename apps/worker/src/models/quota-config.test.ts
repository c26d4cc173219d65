import { ConfigError, parseConfig } from '@sets/service-kit';
import { expect, it } from 'vitest';
import { workerConfigSchema } from '../config.ts';

const quotasOf = (text: string) =>
  parseConfig(workerConfigSchema, { GENAI_TOKENS_PER_MINUTE: text }).GENAI_TOKENS_PER_MINUTE;

it.each([
  ['', []],
  ['gemini-3.5-flash-lite=4000000', [{ model: 'gemini-3.5-flash-lite', tokensPerMinute: 4_000_000 }]],
  [
    ' gemini-3.5-flash-lite=1 , gemini-3.8-flash@us=2',
    [
      { model: 'gemini-3.5-flash-lite', tokensPerMinute: 1 },
      { model: 'gemini-3.8-flash', location: 'us', tokensPerMinute: 2 },
    ],
  ],
])('reads quotas: %j', (text, expected) => {
  expect(quotasOf(text)).toEqual(expected);
});

it.each([
  ['gemini-3.5-flash-lite', /must be a comma-separated list/],
  ['gemini-3.5-flash-lite=0', /must be a comma-separated list/],
  ['gemini-3.5-flash-lite=many', /must be a comma-separated list/],
  ['gemini-9=5', /names gemini-9, which is not asked/],
  ['gemini-3.8-flash@us-east1=5', /names gemini-3.8-flash@us-east1, which is not asked/],
])('refuses at start what would hold nobody back: %s', (text, message) => {
  expect(() => quotasOf(text)).toThrow(ConfigError);
  expect(() => quotasOf(text)).toThrow(message);
  expect(() => quotasOf(text)).toThrow(/GENAI_TOKENS_PER_MINUTE/);
});
