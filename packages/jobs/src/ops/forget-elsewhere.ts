/**
 * Removes what others keep of a caller, in documents that jobs know nothing of; gives how many went. It is asked again
 * and again until nothing of the caller can come late any more.
 */
export type ForgetElsewhere = (caller: string) => Promise<number>;
