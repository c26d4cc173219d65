import type { Routes } from '@sets/client/operators';
import { defineCommand } from '../command.ts';
import type { Cell } from '../terminal/terminal.ts';

type Line = Routes['lookAtUpstreams']['answer']['upstreams'][number];

const SIGNS: Readonly<Record<Line['status'], Cell>> = {
  ok: { text: '✓', style: 'green' },
  failed: { text: '✗', style: 'red' },
  skipped: { text: '–', style: 'dim' },
};

const toRow = ({ status, kind, name, latency_ms: ms, detail, breaks }: Line): Cell[] => [
  ...[SIGNS[status], kind, name, ms === null ? '' : `${Math.round(ms)} ms`],
  breaks === null ? detail : `${detail.replace(/\.$/, '')}. ${breaks}.`,
];

export const doctor = defineCommand({
  name: 'ops doctor',
  summary: 'ask everything that the service stands on, and say what breaks without it',
  arguments: '',
  options: {},
  async run({ ops, terminal, signal }) {
    const report = await ops.lookAtUpstreams({ signal });
    terminal.answer(report, () => {
      for (const warning of report.attention) {
        terminal.line({ text: `! ${warning}`, style: 'yellow' });
      }
      terminal.table(['', 'kind', 'name', 'took', 'found'], report.upstreams.map(toRow));
      terminal.line(report.works ? 'The service can work.' : 'The service cannot work.');
    });
    return report.works ? 'ok' : 'unsuccessful';
  },
});
