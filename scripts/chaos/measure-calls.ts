import { type ApiClient, type LocalCloudControl, until } from '@sets/local-stack';
import { canonicalLink } from '@sets/upstream-simulators';
import { type CallsByKind, POST_KINDS, postOf } from './posts.ts';

/** How many model calls one post of each kind needs while nothing is disturbed. */
export async function measureCalls(control: LocalCloudControl, api: ApiClient): Promise<CallsByKind> {
  const calls = { said: 0, shown: 0, no_workout: 0, gone: 0 };
  for (const kind of POST_KINDS) {
    const before = await control.simulators.calls('gemini');
    const post = await control.simulators.addPost(postOf(kind));
    const { job } = await api.submit({ url: canonicalLink(post) });
    await until(`the end of a post of the kind ${kind}`, async () => (await api.job(job.id)).done);
    calls[kind] = (await control.simulators.calls('gemini')) - before;
  }
  return calls;
}
