export { atLeast, atMost, type Bar, exactly } from './bar.ts';
export { countBy } from './count-by.ts';
export { barsTable, markdownTable, rounded } from './markdown.ts';
export { missedBars, reportJson, writeReport } from './report.ts';
export { type Spread, spreadOf } from './spread.ts';
