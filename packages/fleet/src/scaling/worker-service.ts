/** The platform cannot change the service just now: somebody else changes it, or it was asked too often. The next decision asks again. */
export class WorkerServiceBusyError extends Error {
  override readonly name = 'WorkerServiceBusyError';
}

/** A region's worker service, as scaling uses it: the port to the platform that runs the workers. */
export interface WorkerService {
  /**
   * So many workers are kept, whatever the platform thinks of the load.
   *
   * @throws WorkerServiceBusyError
   */
  setFloor(workers: number): Promise<void>;
}
