import type { Cell } from '../terminal/terminal.ts';
import type { ReceivedEvent } from './event-receiver.ts';

const STYLES: Readonly<Record<string, 'green' | 'red' | 'yellow'>> = {
  'job.succeeded': 'green',
  'job.failed': 'red',
  'job.canceled': 'yellow',
};

/** An event in one line: what happened, to which job, and that it is really ours. */
export function describeEvent({ type, id, data, again }: ReceivedEvent): Cell[] {
  const style = STYLES[type];
  const title = 'result' in data && typeof data.result?.title === 'string' ? [data.result.title] : [];
  return [
    style === undefined ? type : { text: type, style },
    ...('id' in data ? [`job ${data.id}`] : []),
    ...title,
    { text: `${id}, signature verified${again ? ', sent again' : ''}`, style: 'dim' },
  ];
}
