/** One price of a vendor's public list, in US dollars, for Iowa and nam5. */
export interface ListPrice {
  readonly what: string;
  readonly usd: number;
  /** What that buys, as the list counts it. */
  readonly per: string;
  /** The list. Its latest copy that was read here, or that others quote it from. */
  readonly source: string;
  /** Day of that copy; null: no copy with a day was found, and it must be looked up before it is counted on. */
  readonly seen: string | null;
}

const RUN = 'https://cloud.google.com/run/pricing';
const FIRESTORE = 'https://cloud.google.com/firestore/pricing';
const ARMOR = 'https://cloud.google.com/armor/pricing';
const OBSERVABILITY = 'https://cloud.google.com/products/observability/pricing';

/** What one month is counted with. Copies of one list on several days said the same. */
export const LIST_PRICES = {
  vcpuSecond: {
    ...{ what: 'Cloud Run, CPU always allocated', usd: 0.000018, per: 'vCPU-second' },
    ...{ source: RUN, seen: '2026-09-09' },
  },
  gibSecond: {
    ...{ what: 'Cloud Run, memory always allocated', usd: 0.000002, per: 'GiB-second' },
    ...{ source: RUN, seen: '2026-09-09' },
  },
  firestoreReads: {
    ...{ what: 'Firestore, documents read', usd: 0.06, per: '100,000' },
    ...{ source: FIRESTORE, seen: null },
  },
  firestoreWrites: {
    ...{ what: 'Firestore, documents written', usd: 0.18, per: '100,000' },
    ...{ source: FIRESTORE, seen: null },
  },
  firestoreDeletes: {
    ...{ what: 'Firestore, documents deleted, by TTL too', usd: 0.02, per: '100,000' },
    ...{ source: FIRESTORE, seen: null },
  },
  firestoreGib: {
    ...{ what: 'Firestore, stored', usd: 0.18, per: 'GiB and month' },
    ...{ source: FIRESTORE, seen: null },
  },
  firestorePitrGib: {
    ...{ what: 'Firestore, kept for point-in-time recovery', usd: 0.18, per: 'GiB and month' },
    ...{ source: FIRESTORE, seen: null },
  },
  firestoreBackupGib: {
    ...{ what: 'Firestore, backups', usd: 0.03, per: 'GiB and month' },
    ...{ source: FIRESTORE, seen: null },
  },
  taskOperations: {
    ...{ what: 'Cloud Tasks, operations beyond the first million', usd: 0.4, per: 'million' },
    ...{ source: 'https://cloud.google.com/tasks/pricing', seen: null },
  },
  schedulerJob: {
    ...{ what: 'Cloud Scheduler, jobs beyond the first three', usd: 0.1, per: 'job and 31 days' },
    ...{ source: 'https://cloud.google.com/scheduler/pricing', seen: null },
  },
  forwardingRule: {
    ...{ what: 'Load balancer, the first five forwarding rules together', usd: 0.025, per: 'hour' },
    ...{ source: 'https://cloud.google.com/load-balancing/pricing', seen: '2026-10-09' },
  },
  balancedGib: {
    ...{ what: 'Load balancer, data processed', usd: 0.008, per: 'GiB' },
    ...{ source: 'https://cloud.google.com/load-balancing/pricing', seen: null },
  },
  egressGib: {
    ...{ what: 'Traffic to clients in North America, 1 GiB to 1 TiB', usd: 0.12, per: 'GiB' },
    ...{ source: 'https://cloud.google.com/vpc/network-pricing', seen: '2026-09-20' },
  },
  armorPolicy: {
    ...{ what: 'Cloud Armor Standard, a policy', usd: 5, per: 'month' },
    ...{ source: ARMOR, seen: '2026-10-09' },
  },
  armorRule: {
    ...{ what: 'Cloud Armor Standard, a rule', usd: 1, per: 'month' },
    ...{ source: ARMOR, seen: '2026-10-09' },
  },
  armorRequests: {
    ...{ what: 'Cloud Armor Standard, requests', usd: 0.75, per: 'million' },
    ...{ source: ARMOR, seen: null },
  },
  logGib: {
    ...{ what: 'Cloud Logging, beyond 50 GiB of a project', usd: 0.5, per: 'GiB' },
    ...{ source: 'https://cloud.google.com/stackdriver/pricing', seen: '2026-09-12' },
  },
  metricSamples: {
    ...{ what: 'Managed Prometheus, samples', usd: 0.06, per: 'million' },
    ...{ source: OBSERVABILITY, seen: null },
  },
  alertCondition: {
    ...{ what: 'Alerts, a condition of a policy', usd: 0.1, per: 'month' },
    ...{ source: OBSERVABILITY, seen: null },
  },
  alertPoints: {
    ...{ what: 'Alerts, time series that their queries return', usd: 0.35, per: 'million' },
    ...{ source: OBSERVABILITY, seen: null },
  },
  scraperCredit: {
    ...{ what: 'Scraper, a credit (assumed: the packages decide)', usd: 0.002, per: 'credit' },
    ...{ source: 'https://scrapecreators.com', seen: null },
  },
} as const satisfies Readonly<Record<string, ListPrice>>;
