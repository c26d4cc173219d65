import type { PoolObserver } from './observer.ts';

/** Writes one structured line. */
export type WriteLine = (level: 'info' | 'warn', message: string, fields: Record<string, unknown>) => void;

/** One line per change of an endpoint's state; none per request. */
export function createLogObserver(write: WriteLine): PoolObserver {
  return {
    circuit({ endpoint, from, to, reason, openForMs }) {
      const level = to === 'open' ? 'warn' : 'info';
      const fields = { model: endpoint.model, location: endpoint.location, from, to, reason };
      write(
        level,
        `GenAI circuit ${to}`,
        openForMs === null ? fields : { ...fields, open_for_ms: Math.round(openForMs) },
      );
    },
    cooldown({ endpoint, ms, reason, hinted }) {
      const fields = { model: endpoint.model, location: endpoint.location, reason, hinted, for_ms: Math.round(ms) };
      write('warn', 'GenAI endpoint cooling down', fields);
    },
    limit({ endpoint, from, to }) {
      const fields = { model: endpoint.model, location: endpoint.location, from, to };
      write('info', 'GenAI concurrency limit lowered', fields);
    },
  };
}
