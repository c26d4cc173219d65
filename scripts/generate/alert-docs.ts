import { ALERTS, type Alert, PLATFORM_ALERTS } from '../infra/monitoring.ts';
import { renderTable } from './markdown-table.ts';

const row = ({ title, severity, means, first, runbook }: Alert): string[] => [
  `[${title}](#${runbook})`,
  severity,
  means,
  first.map((command) => `\`${command}\``).join(', '),
];

/** The table of alerts in the runbook. */
export const renderAlertDocs = (): string =>
  renderTable(
    ['alert', 'severity', 'means', 'type first'],
    [...ALERTS, ...Object.values<Alert>(PLATFORM_ALERTS)].map(row),
  );
