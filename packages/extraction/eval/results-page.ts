import { barsTable, markdownTable } from '@sets/measurement';
import type { Results } from './results.ts';
import { FIELDS } from './score.ts';
import type { ReaderHalf } from './score-reader.ts';
import type { NumbersSummary, Summary } from './summary.ts';

const percent = (share: number | null): string | null => (share === null ? null : `${(share * 100).toFixed(1)} %`);

/** A results file for people. */
export function resultsPage(results: Results): string {
  const { model, profile, prompt_version, cost_usd, bars, developed, held_out, reader } = results;
  const cost = cost_usd === null ? 'unpriced' : `$${cost_usd.toFixed(4)}`;
  const groups = ['by_kind', 'by_language', 'by_fault'] as const;
  return `# Extraction: ${model}, ${profile}, prompt ${prompt_version}

${developed.all.cases} cases and ${held_out.all.cases} held out, ${cost}. "Answered" is what the model said, "published" what our checks left of it.

${barsTable(bars)}

## Fields

${fieldsTable(developed.all)}

Held out:

${fieldsTable(held_out.all)}

## Numbers

A right number stands so in the right result; under a false label, which names a text that does not state it, it must
go. A misplaced number is stated elsewhere in the post, an invented one nowhere.
Invented ones may be published as inferred, or on the word of a model that saw media which nothing else can read.

${numbersTable('part', { developed: developed.all, 'held out': held_out.all })}

${groups.map((group) => `${numbersTable(group.slice(3), developed[group])}\n\nHeld out:\n\n${numbersTable(group.slice(3), held_out[group])}`).join('\n\n')}

## Where our checks were wrong

${errorsTable(results)}

## The reader of numbers

${readerTable(results)}
`;

  function readerTable({ reader: { by_language } }: Results): string {
    const cells = ({ stated, recall, unstated, false_acceptance }: ReaderHalf) => [
      stated,
      percent(recall),
      unstated,
      percent(false_acceptance),
    ];
    const head = ['stated', 'recall', 'unstated', 'false acceptance'];
    return markdownTable(
      ['language', ...head, ...head.map((name) => `held out: ${name}`)],
      [['all', reader] as const, ...Object.entries(by_language)].map(([language, halves]) => [
        language,
        ...cells(halves.developed),
        ...cells(halves.held_out),
      ]),
    );
  }
}

/** The held-out cases stay unnamed: whoever mends by them has none left. */
function errorsTable({ cases, reader }: Results): string {
  const wrong = Object.entries(cases).filter(([, line]) => !line.endsWith('; 0 numbers lost, 0 invented'));
  const texts = reader.errors.map(({ language, text, claim }) => [language, text, claim]);
  return [
    wrong.length === 0 ? 'In no case.' : markdownTable(['case', 'how it went'], wrong),
    texts.length === 0 ? 'In no text.' : markdownTable(['language', 'text', 'claim judged wrongly'], texts),
  ].join('\n\n');
}

const fieldsTable = ({ fields }: Summary): string =>
  markdownTable(
    ['field', 'expected', 'answered: precision', 'recall', 'published: precision', 'recall'],
    FIELDS.map((field) => {
      const { expected, answered, published } = fields[field];
      return [
        field,
        expected,
        percent(answered.precision),
        percent(answered.recall),
        percent(published.precision),
        percent(published.recall),
      ];
    }),
  );

const numbersTable = (key: string, summaries: Readonly<Record<string, NumbersSummary>>): string =>
  markdownTable(
    [
      key,
      'cases',
      'right',
      'kept',
      'false label',
      'published',
      'misplaced',
      'published',
      'invented',
      'published',
      'inferred',
      'unseen',
    ],
    Object.entries(summaries).map(([name, { cases, numbers }]) => [
      name,
      cases,
      numbers.right,
      percent(numbers.kept),
      numbers.mislabelled,
      numbers.mislabelledPublished,
      numbers.misplaced,
      numbers.misplacedPublished,
      numbers.invented,
      numbers.inventedPublished,
      numbers.inventedInferred,
      numbers.inventedUnseen,
    ]),
  );
