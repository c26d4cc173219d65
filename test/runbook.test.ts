import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEM_CODES } from '@sets/contract';
import { API_ROUTES } from '@sets/contract/routes';
import { LOCAL_OPS_TOKEN } from '@sets/local-stack';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const runbook = read('docs/runbook.md');
const sources = globSync(
  '{apps/{api,worker},packages/{service-kit,store-kit,jobs,fleet,callers,webhooks,extraction,video-source,genai-pool}}/src/**/*.ts',
  {
    cwd: ROOT,
  },
)
  .filter((path) => !path.endsWith('.test.ts'))
  .map(read)
  .join('\n');

const first = (pattern: RegExp, text: string): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, one]) => one ?? '')),
];
/** What varies in a message is an ellipsis in the table. */
const lines = first(/logger\.(?:warn|error)\(\s*(?:'|"|`)([^'"`]+)/g, sources).map((line) =>
  line.replace(/\$\{[^}]+\}/g, '…'),
);
const metrics = [
  ...first(/name: '((?:sets|http|genai_pool)_\w+)'/g, sources),
  ...first(/\bcounter\('(\w+)'/g, sources).map((name) => `genai_pool_${name}_total`),
];

describe('the runbook', () => {
  it.each(lines)('explains the line “%s”', (line) => {
    expect(runbook.includes(`\`${line}\``)).toBe(true);
  });

  it('explains no line that nothing writes', () => {
    const table = runbook.slice(runbook.indexOf('## Every warning and error'));
    const explained = first(/^\| (`[^|]+`) \| (?:ERROR|WARNING)/gm, table).flatMap((cell) => first(/`([^`]+)`/g, cell));
    const pool = ['GenAI circuit open', 'GenAI outage began', 'GenAI endpoint cooling down'];
    expect(explained.length).toBeGreaterThan(25);
    expect(explained.toSorted()).toEqual([...lines, ...pool].toSorted());
    expect(sources).toMatch(/`GenAI circuit \$\{to\}`/);
    expect(sources).toMatch(/`GenAI outage \$\{state\}`/);
    expect(sources).toContain("'GenAI endpoint cooling down'");
  });

  it('lets whoever drills on this machine in', () => {
    expect(runbook).toContain(`KEY=${LOCAL_OPS_TOKEN}\n`);
  });

  it('names the metrics that there are', () => {
    expect(metrics.length).toBeGreaterThan(12);
    const named = first(/`((?:sets|http|genai_pool)_[a-z_]+)(?:\{[a-z_,]+\})?`/g, runbook);
    expect(named.toSorted()).toEqual(metrics.toSorted());
  });

  it('names problems that there are', () => {
    const named = [
      ...first(/code=([a-z_]+)/g, runbook),
      ...first(/`((?:scraper|model|storage|job|attempts)_[a-z]+)`/g, runbook),
    ];
    expect(named.length).toBeGreaterThan(5);
    for (const code of named.filter((one) => one !== 'job_id')) {
      expect(PROBLEM_CODES).toContain(code);
    }
  });

  it('names commands that there are', () => {
    const targets = first(/^([a-z][a-z-]*):/gm, read('Makefile'));
    const named = first(/`make ([a-z][a-z-]*)/g, runbook).concat(first(/^make ([a-z][a-z-]*)/gm, runbook));
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((target) => !targets.includes(target))).toEqual([]);
  });

  it('names routes that there are', () => {
    const routes = Object.values(API_ROUTES).map(({ path }) => path.split('/'));
    const exists = (path: string): boolean =>
      routes.some((route) => {
        const parts = path.split('/');
        return (
          route.length === parts.length && route.every((part, index) => part.startsWith('{') || part === parts[index])
        );
      });
    const levers = first(/\bops ['"]?(\/[^\s'"`?]+)/g, runbook).map((path) => `/v1/ops${path}`);
    const pages = first(/\$API(\/[a-z/_-]+)(?=[\s`?])/g, runbook);
    expect(levers.length).toBeGreaterThan(10);
    expect(pages.length).toBeGreaterThan(4);
    expect([...levers, ...pages].filter((path) => !exists(path))).toEqual([]);
  });

  it('leads on to headings that there are', () => {
    const headings = first(/^#+ (.+)$/gm, runbook);
    const anchors = headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(first(/\]\(#([^)]+)\)/g, runbook).filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    const table = runbook.indexOf('## Every warning and error');
    const quoted = first(/(?:: |see |, and |mean )"([A-Z][^"\n]+)"/g, runbook.slice(0, table));
    expect(quoted.length).toBeGreaterThan(5);
    expect(quoted.filter((heading) => !headings.includes(heading))).toEqual([]);
  });
});
