import type { UpstreamLine, UpstreamReport } from './run-upstream-checks.ts';

const SIGNS = { ok: '✓', failed: '✗', skipped: '–' } as const;

const describe = ({ detail, breaks }: UpstreamLine): string =>
  breaks === null ? detail : `${detail.replace(/\.$/, '')}. ${breaks}.`;

/** The report as aligned lines for a terminal. */
export function renderUpstreamReport({ works, lines }: UpstreamReport): string {
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  const rows = lines.map((line) => {
    const latency = line.latencyMs === null ? '' : `${line.latencyMs} ms`;
    return `${SIGNS[line.status]} ${line.kind.padEnd(9)} ${line.name.padEnd(width)} ${latency.padStart(8)}  ${describe(line)}`;
  });
  return [...rows, '', works ? 'The service can work.' : 'The service cannot work.', ''].join('\n');
}
