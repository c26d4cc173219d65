export { sanitiseText } from './sanitise-text.ts';
export { CONTROLS, INVISIBLE, LINE_SEPARATORS } from './unseen.ts';
