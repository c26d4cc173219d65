/** The local ports, each with its override. A test passes its own, so that stacks can run side by side. */
export interface LocalPorts {
  readonly api: number;
  readonly worker: number;
  readonly firestore: number;
  readonly cloudTasks: number;
  readonly jwks: number;
  readonly simulators: number;
  /** Health and faults of the emulators. */
  readonly control: number;
}

export function localPorts(env: NodeJS.ProcessEnv): LocalPorts {
  const port = (name: string, fallback: number): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      throw new Error(`${name} must be a port from 1 to 65535, not "${text}".`);
    return value;
  };
  return {
    api: port('API_PORT', 8080),
    worker: port('WORKER_PORT', 8180),
    firestore: port('FIRESTORE_EMULATOR_PORT', 8285),
    cloudTasks: port('CLOUD_TASKS_EMULATOR_PORT', 8286),
    jwks: port('CLOUD_TASKS_JWKS_PORT', 8287),
    simulators: port('SIMULATORS_PORT', 8290),
    control: port('LOCAL_CLOUD_CONTROL_PORT', 8291),
  };
}
