import type { PoolObserver } from './observer.ts';

/** Writes one structured line. */
export type WriteLine = (level: 'info' | 'warn', message: string, fields: Record<string, unknown>) => void;

/** One line per change of an endpoint's state; none per request. */
export function createLogObserver(write: WriteLine): PoolObserver {
  return {
    circuit({ endpoint, size, from, to, reason }) {
      // Probes come and go every few seconds while an endpoint is sick.
      if (to === 'half_open' || (to === 'open' && from === 'half_open')) {
        return;
      }
      const fields = { model: endpoint.model, location: endpoint.location, size, reason };
      write(to === 'open' ? 'warn' : 'info', `GenAI circuit ${to}`, fields);
    },
    outage({ tier, size, state }) {
      write(state === 'began' ? 'warn' : 'info', `GenAI outage ${state}`, { tier, size });
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
