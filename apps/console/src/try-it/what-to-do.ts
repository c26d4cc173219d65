/** What a person can do about a problem, where more is to be said than its own sentence does. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_url: 'Paste the link that the app’s Share button copies; the words around it may stay.',
  unsupported_url: 'Paste a link to a post of one of these platforms, or to the video file itself.',
  url_not_a_post: 'Open the single post first, and share that one.',
  short_link_unresolved: 'Send it again in a moment, or open the short link and paste where it leads.',
  content_private: 'Only public posts can be read: make it public, or share another.',
  content_not_found: 'Check in the app whether the post is still there.',
  content_live: 'Send it again when the stream has ended.',
  media_too_long: 'Share a clip of the part with the workout.',
  not_a_workout: 'If the post does show one, say so below: it is kept for the evaluation.',
  budget_exhausted: 'Known posts still work. An operator can raise the budget.',
  rate_limited: 'Wait a little, then send it again.',
  scraper_out_of_credits: 'Tell an operator: credits of the scraper are used up. The job can be replayed afterwards.',
  storage_unavailable: 'Nothing is lost. Send it again in a minute.',
};

export function whatToDo(code: string, isRetryable: boolean): string {
  const advice = ADVICE[code];
  if (advice !== undefined) {
    return advice;
  }
  return isRetryable ? 'Send it again in a moment.' : 'Sending it again will not help.';
}
