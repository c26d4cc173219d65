/** One disturbance of the whole stack, from `atS` seconds after the start of the traffic, for `forS` seconds. */
export interface Outage {
  readonly kind:
    | 'firestore_unavailable'
    | 'cloud_tasks_unavailable'
    | 'firestore_disk_full'
    | 'cloud_tasks_disk_full'
    /** Every model everywhere answers 503, or nothing at all. */
    | 'models_503'
    | 'models_hang'
    /** Every look-up of a post answers 503. */
    | 'scraper_503'
    /** The local cloud, and so Firestore, Cloud Tasks and all upstreams, is killed with SIGKILL and started again. */
    | 'cloud_killed';
  readonly atS: number;
  readonly forS: number;
}

/** Some worker is frozen with SIGSTOP, and thaws. */
export type Freeze = Pick<Outage, 'atS' | 'forS'>;

export interface ChaosPlan {
  readonly name: 'full' | 'quick';
  readonly workers: number;
  readonly apis: number;
  /** Kills go on until there are so many, all outages and freezes are over and every crash point had its turn … */
  readonly kills: number;
  /** … but not longer than this. */
  readonly trafficMaxS: number;
  /** Time for the last jobs to end once nothing disturbs them any more. */
  readonly drainMaxS: number;
  readonly submitsPerS: number;
  /** Posts at which every model fails, wherever it is asked: three beforehand, the others over half of the traffic. */
  readonly poisonPosts: number;
  /** A process is killed after a random time, or when its crash point did not strike it for so long. */
  readonly lifetimeS: { readonly min: number; readonly max: number; readonly crashPoint: number };
  /** In the order of time, one after another. */
  readonly outages: readonly Outage[];
  /** In the order of time; beside the outages. */
  readonly freezes: readonly Freeze[];
}

export const FULL_PLAN: ChaosPlan = {
  name: 'full',
  workers: 5,
  apis: 2,
  kills: 210,
  trafficMaxS: 900,
  drainMaxS: 180,
  submitsPerS: 4,
  poisonPosts: 24,
  lifetimeS: { min: 6, max: 20, crashPoint: 22 },
  outages: [
    { kind: 'models_503', atS: 20, forS: 30 },
    { kind: 'firestore_unavailable', atS: 90, forS: 30 },
    { kind: 'cloud_tasks_unavailable', atS: 150, forS: 30 },
    { kind: 'models_hang', atS: 200, forS: 30 },
    { kind: 'firestore_disk_full', atS: 260, forS: 20 },
    { kind: 'cloud_tasks_disk_full', atS: 300, forS: 20 },
    { kind: 'cloud_killed', atS: 340, forS: 5 },
    { kind: 'models_503', atS: 370, forS: 90 },
    { kind: 'models_hang', atS: 490, forS: 90 },
    { kind: 'cloud_killed', atS: 610, forS: 20 },
    { kind: 'firestore_unavailable', atS: 660, forS: 30 },
    { kind: 'scraper_503', atS: 700, forS: 30 },
  ],
  freezes: [
    { atS: 60, forS: 20 },
    { atS: 240, forS: 40 },
    { atS: 450, forS: 30 },
    { atS: 640, forS: 25 },
  ],
};

/** The same in two minutes, set-up and audit included; figures that a busy machine moves are reported only. */
export const QUICK_PLAN: ChaosPlan = {
  name: 'quick',
  workers: 3,
  apis: 2,
  kills: 200,
  trafficMaxS: 88,
  drainMaxS: 180,
  submitsPerS: 5,
  poisonPosts: 6,
  lifetimeS: { min: 5, max: 14, crashPoint: 15 },
  outages: [
    { kind: 'models_503', atS: 8, forS: 30 },
    { kind: 'firestore_unavailable', atS: 41, forS: 5 },
    { kind: 'cloud_tasks_unavailable', atS: 49, forS: 5 },
    { kind: 'firestore_disk_full', atS: 57, forS: 3 },
    { kind: 'cloud_tasks_disk_full', atS: 63, forS: 3 },
    { kind: 'cloud_killed', atS: 69, forS: 4 },
    { kind: 'scraper_503', atS: 77, forS: 8 },
  ],
  freezes: [{ atS: 10, forS: 20 }],
};
