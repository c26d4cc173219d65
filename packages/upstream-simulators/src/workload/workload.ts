import workloadJson from '../../workload.json' with { type: 'json' };

/** The pinned promise workload: one trace and one set of upstream behaviours for every benchmark. */
export type Workload = typeof workloadJson;

export const workload: Workload = workloadJson;

export type LinkForm = keyof Workload['trace']['link_forms'];
export type ClientArea = keyof Workload['trace']['clients'];
