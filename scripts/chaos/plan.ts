/** One disturbance of the whole stack, from `atS` seconds after the start of the traffic, for `forS` seconds. */
export interface Outage {
  readonly kind: 'firestore_unavailable' | 'cloud_tasks_unavailable' | 'firestore_disk_full' | 'cloud_tasks_disk_full';
  readonly atS: number;
  readonly forS: number;
}

export interface ChaosPlan {
  readonly name: 'full' | 'quick';
  readonly workers: number;
  readonly apis: number;
  /** Kills go on until there are so many, all outages are over and every crash point had its turn … */
  readonly kills: number;
  /** … but not longer than this. */
  readonly trafficMaxS: number;
  /** Time for the last jobs to end once nothing disturbs them any more. */
  readonly drainMaxS: number;
  readonly submitsPerS: number;
  /** A process is killed after a random time, or when its crash point did not strike it for so long. */
  readonly lifetimeS: { readonly min: number; readonly max: number; readonly crashPoint: number };
  readonly outages: readonly Outage[];
}

export const FULL_PLAN: ChaosPlan = {
  name: 'full',
  workers: 5,
  apis: 2,
  kills: 210,
  trafficMaxS: 900,
  drainMaxS: 120,
  submitsPerS: 4,
  lifetimeS: { min: 4, max: 14, crashPoint: 18 },
  outages: [
    { kind: 'firestore_unavailable', atS: 90, forS: 30 },
    { kind: 'cloud_tasks_unavailable', atS: 180, forS: 30 },
    { kind: 'firestore_disk_full', atS: 270, forS: 20 },
    { kind: 'cloud_tasks_disk_full', atS: 340, forS: 20 },
    { kind: 'firestore_unavailable', atS: 410, forS: 30 },
  ],
};

/** The same in two minutes, set-up and audit included: fewer kills, shorter outages; figures that a busy machine moves are reported only. */
export const QUICK_PLAN: ChaosPlan = {
  name: 'quick',
  workers: 3,
  apis: 2,
  kills: 200,
  trafficMaxS: 62,
  drainMaxS: 180,
  submitsPerS: 5,
  lifetimeS: { min: 3, max: 10, crashPoint: 15 },
  outages: [
    { kind: 'firestore_unavailable', atS: 15, forS: 6 },
    { kind: 'cloud_tasks_unavailable', atS: 30, forS: 6 },
    { kind: 'firestore_disk_full', atS: 42, forS: 4 },
    { kind: 'cloud_tasks_disk_full', atS: 50, forS: 4 },
  ],
};
