import { useEffect, useState } from 'preact/hooks';
import { go, hrefOf } from '../shell/route.ts';
import { NAMED, namesJobs, queryOf } from './find-jobs.ts';

const STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'] as const;

/** One box for whatever is known of a job, and the rest as choices. */
export function FilterForm({ filters }: { readonly filters: Readonly<Record<string, string>> }) {
  const known = NAMED.map((name) => filters[name]).find((value) => value !== undefined) ?? '';
  const [text, setText] = useState(known);
  useEffect(() => setText(known), [known]);
  const { status = '', code = '', region = '', platform = '', dead = '' } = filters;

  const search = (changes: Readonly<Record<string, string>>): void =>
    go(hrefOf('jobs', { ...{ status, code, region, platform, dead }, ...changes, ...queryOf(text) }));

  function onSubmit(event: Event): void {
    event.preventDefault();
    search(namesJobs(queryOf(text)) ? { status: '', code: '', region: '', platform: '', dead: '' } : {});
  }

  return (
    <form class="form-row" onSubmit={onSubmit}>
      <label class="visually-hidden" for="find">
        Job id, link, content id, request or trace id
      </label>
      <input
        id="find"
        class="wide"
        type="search"
        value={text}
        placeholder="Job id, link, content id, request or trace id"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <select aria-label="Status" value={status} onChange={(event) => search({ status: event.currentTarget.value })}>
        <option value="">any status</option>
        {STATUSES.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <input
        aria-label="Problem code"
        placeholder="any problem"
        size={20}
        value={code}
        onChange={(event) => search({ code: event.currentTarget.value.trim() })}
      />
      <input
        aria-label="Region"
        placeholder="any region"
        size={14}
        value={region}
        onChange={(event) => search({ region: event.currentTarget.value.trim() })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={dead === 'true'}
          onChange={(event) => search({ dead: event.currentTarget.checked ? 'true' : '' })}
        />{' '}
        dead
      </label>
      <button type="submit" class="primary">
        Find
      </button>
    </form>
  );
}
