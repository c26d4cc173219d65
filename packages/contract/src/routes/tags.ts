/** The groups in which the document shows the routes. */
export const TAGS = {
  jobs: 'Submit a link and follow what becomes of it.',
  usage: 'What it has cost, and what is left.',
  webhooks: 'Be told what became of your jobs, at an address of yours.',
  results: 'Read what is already known, without starting work.',
  ops: 'Levers of operators. Where no credential could open them, these routes do not exist.',
  console: 'The web page of this service: its files, and signing in to it.',
  health: 'Whether the service works: the whole fleet, and single instances.',
  metrics: 'Counters and latencies.',
  meta: 'The API itself.',
  tasks: 'What Cloud Tasks and Cloud Scheduler push to workers.',
} as const;

export type Tag = keyof typeof TAGS;
