import type { Reading } from '@sets/store-kit';
import { decodeMember, decodeResult } from '../documents/codec.ts';
import type { Member } from '../documents/member-document.ts';
import { memberPath, resultPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { validValue } from '../protocol/decide-submit.ts';
import { getJob } from '../read/get-job.ts';
import type { JobView, MemberView, ValueView } from './job-view.ts';
import { parseViewId, valueId } from './view-id.ts';

/**
 * What `id` shows to `caller`. Null for what does not exist and for what is another's alike. One read; two for a
 * member, whose job is read after it.
 *
 * @throws ProblemError `storage_unavailable`
 * @throws MalformedDocumentError
 */
export async function readView(context: JobsContext, id: string, caller: string): Promise<JobView | null> {
  const name = parseViewId(id);
  switch (name?.kind) {
    case 'job': {
      const snapshot = await getJob(context, id);
      return snapshot?.job.caller === caller ? { kind: 'own', id, snapshot, servedFrom: 'new' } : null;
    }
    case 'member': {
      const found = memberFor(await context.documents.read(memberPath(id)), caller);
      return found === null ? null : await viewOfMember(context, found);
    }
    case 'value':
      return await readValue(context, id, name.key);
    case undefined:
      return null;
  }
}

export interface FoundMember {
  readonly member: Member;
  readonly version: string;
}

/** The member, when it is `caller`'s. */
export function memberFor(reading: Reading, caller: string): FoundMember | null {
  const member = decodeMember(reading);
  return member?.caller === caller && reading.version !== null ? { member, version: reading.version } : null;
}

async function viewOfMember(context: JobsContext, { member, version }: FoundMember): Promise<MemberView | null> {
  const snapshot = await getJob(context, member.job_id);
  return snapshot === null ? null : { kind: 'member', id: member.id, snapshot, member, memberVersion: version };
}

/** Another value of the same result is not what the id names: what has ended does not change. */
async function readValue({ documents }: JobsContext, id: string, key: string): Promise<ValueView | null> {
  const reading = await documents.read(resultPath(key));
  const found = decodeResult(reading);
  const value = validValue(found, reading.readAtMs);
  if (found === null || value === null || valueId(key, value) !== id) {
    return null;
  }
  const servedFrom = reading.readAtMs < value.fresh_until ? 'cache' : 'stale';
  return { kind: 'value', id, key, value, servedFrom, profile: found.profile, language: found.language };
}
