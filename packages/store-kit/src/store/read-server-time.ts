import { readDocument } from './read-document.ts';
import { type StoreContext, serverNow } from './store-context.ts';

/** The server's time, from one read of a document that need not exist when no answer was seen yet. */
export async function readServerTime(context: StoreContext): Promise<number> {
  if (context.serverTime.now() === null) {
    const { readTime } = await readDocument(context, context.firestore.collection('control').doc('clock'));
    return readTime.toMillis();
  }
  return serverNow(context);
}
