import { type Amounts, mergeAmounts, NO_AMOUNTS, statesWork } from './amounts.ts';
import { type Directives, readDirectives } from './directives.ts';
import { type AmountMatch, findAmounts } from './find-amounts.ts';
import {
  cleanName,
  coverage,
  instructionsOf,
  isHeading,
  nameOfLine,
  unknownName,
  withoutAmounts,
} from './line-names.ts';
import { type Line, splitLines } from './lines.ts';
import { CALL_TO_ACTION, maskNoise } from './noise.ts';
import { type Mention, readMentions } from './read-mentions.ts';
import { findNames, TRAINING } from './vocabulary.ts';

export interface Draft {
  readonly name: string;
  amounts: Amounts;
  /** Further sets that the text spells out one by one. */
  readonly more: Amounts[];
  instructions: string | null;
  /** Whether its numbers stood on a line of their own below its name. */
  detailed: boolean;
}

export interface Block {
  rounds: number | null;
  workS: number | null;
  restS: number | null;
  roundRestS: number | null;
  /** Reps that change from round to round: 21-15-9. */
  ladder: readonly number[] | null;
  readonly drafts: Draft[];
}

export interface Section {
  readonly blocks: readonly Block[];
  readonly minutes: number | null;
  readonly format: Directives['format'];
}

const emptyBlock = (): Block => ({
  rounds: null,
  workS: null,
  restS: null,
  roundRestS: null,
  ladder: null,
  drafts: [],
});

const isStructured = (block: Block): boolean => block.rounds !== null || block.workS !== null || block.ladder !== null;

/** Reads one text, line by line, into blocks of exercises. */
export function readSection(text: string): Section {
  const lines = splitLines(text).map((line) => {
    const masked = maskNoise(line.text);
    return { line, masked, names: findNames(masked) };
  });
  const training = TRAINING.test(text) || lines.some(({ names }) => names.length > 0);
  const blocks: Block[] = [emptyBlock()];
  let block = emptyBlock();
  blocks[0] = block;
  let minutes: number | null = null;
  let format: Directives['format'] = null;

  const openBlock = () => {
    block = emptyBlock();
    blocks.push(block);
  };

  for (const { line, masked, names } of lines) {
    const directives = readDirectives(masked);
    minutes ??= directives.minutes;
    format ??= directives.format;
    const amounts = findAmounts(masked);
    if (CALL_TO_ACTION.test(line.text) && !amounts.some(({ kind }) => kind === 'scheme')) {
      continue;
    }

    if (line.heading && amounts.length === 0 && names.length === 0) {
      if (block.drafts.length > 0) {
        openBlock();
      }
      continue;
    }
    if (directives.rounds !== null || directives.workS !== null) {
      const alreadySaid = directives.rounds !== null ? block.rounds !== null : block.workS !== null;
      if (block.drafts.length > 0 && (alreadySaid || !isStructured(block))) {
        openBlock();
      }
      block.rounds ??= directives.rounds;
      block.workS ??= directives.workS;
      if (directives.workS !== null) {
        block.restS ??= directives.restS;
      }
    }

    const before = block.drafts.length;
    readExercises(line, masked, names, amounts, directives, block, training);
    const added = block.drafts.length > before;
    if (!added && directives.restS !== null && directives.workS === null) {
      applyRest(line, directives, block);
    }
  }
  return { blocks: settle(blocks), minutes, format };
}

/** "4 sets of 5 reps per leg" is a detail of the name above; a sentence with a number in it is not. */
const MAX_DETAIL_WORDS = 4;

const isDirective = (directives: Directives): boolean =>
  directives.rounds !== null || directives.workS !== null || directives.minutes !== null;

function readExercises(
  line: Line,
  masked: string,
  names: ReturnType<typeof findNames>,
  amounts: readonly AmountMatch[],
  directives: Directives,
  block: Block,
  training: boolean,
): void {
  const words = withoutAmounts(masked, amounts, names);
  const { mentions: read, loose } = readMentions(masked, names, amounts);
  const mentions = shareLadders(masked, read);
  const ladder = loose.find(({ amounts: { reps } }) => reps !== null && reps.length > 2);
  if (ladder !== undefined) {
    block.ladder ??= ladder.amounts.reps;
  }

  const working = mentions.filter((mention) => statesWork(mention.amounts));
  const [first] = mentions;
  const wordCount = words.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
  const short = wordCount <= 9;

  if (working.length > 0) {
    const alone = mentions.length === 1 && short;
    for (const { name, amounts: stated } of working) {
      const title = alone ? nameOfLine(words, name) : cleanName(name.name);
      const instructions = alone ? instructionsOf(words, title) : null;
      addDraft(block, { name: title, amounts: stated, more: [], instructions, detailed: false }, line.listed);
    }
    return;
  }
  if (first !== undefined) {
    // A name without numbers counts where it stands like an item: in a list, or as all that its line says.
    const share = coverage(words, first.name);
    const isItem = (line.listed && share >= 0.34 && short) || share === 1;
    const afterLadder = ladder !== undefined || (block.ladder !== null && isItem);
    if (!isItem && !afterLadder) {
      return;
    }
    const adjacent = ladder === undefined ? mentions.slice(0, 1) : runOfNames(masked, mentions, ladder.end);
    for (const { name, amounts: stated } of adjacent) {
      const title = adjacent.length === 1 && isItem ? nameOfLine(words, name) : cleanName(name.name);
      addDraft(
        block,
        {
          name: title,
          amounts: merged(stated, ladder === undefined && wordCount <= 5 ? loose : []),
          more: [],
          instructions: isItem ? instructionsOf(words, title) : null,
          detailed: false,
        },
        line.listed,
      );
    }
    return;
  }
  const work = loose.filter(({ kind }) => kind !== 'count' && kind !== 'rest');
  if (work.length === 0 || (isDirective(directives) && !work.some(({ kind }) => kind === 'scheme'))) {
    return;
  }
  const name = unknownName(words);
  if (name === null) {
    if (wordCount <= MAX_DETAIL_WORDS && !isHeading(words)) {
      addDetail(block, merged(NO_AMOUNTS, loose));
    }
    return;
  }
  const strong = work.some(({ kind }) => kind === 'scheme' || (kind === 'reps' && line.listed));
  if (strong && short && training && work.some(({ amounts: { reps, seconds, miles } }) => reps ?? seconds ?? miles)) {
    addDraft(
      block,
      {
        name,
        amounts: merged(NO_AMOUNTS, loose),
        more: [],
        instructions: instructionsOf(words, name),
        detailed: false,
      },
      line.listed,
    );
  }
}

const sameWork = (a: Amounts, b: Amounts): boolean =>
  a.seconds === b.seconds && a.miles === b.miles && a.reps?.join() === b.reps?.join();

/** A second mention of the same work in prose adds nothing; of a name so far without numbers, it adds them. */
function addDraft(block: Block, draft: Draft, listed: boolean): void {
  const known = block.drafts.find(({ name }) => name.toLowerCase() === draft.name.toLowerCase());
  if (known !== undefined && !statesWork(known.amounts) && statesWork(draft.amounts)) {
    known.amounts = draft.amounts;
  } else if (known === undefined || listed || !sameWork(known.amounts, draft.amounts)) {
    block.drafts.push(draft);
  }
}

const merged = (start: Amounts, more: readonly AmountMatch[]): Amounts =>
  more.filter(({ kind }) => kind !== 'count').reduce((sum, { amounts }) => mergeAmounts(sum, amounts), start);

const NEXT_IN_RUN = /^[\s\uE000,;:.\d/+&-]*(?:and\b)?[\s\d/#]*(?:lbs?\b)?[\s]*$/iu;

/** "21-15-9 Thrusters, Pull-ups": the ladder is for each name that follows at once. */
function shareLadders(masked: string, mentions: readonly Mention[]): Mention[] {
  const shared: Mention[] = [];
  for (const mention of mentions) {
    const previous = shared.at(-1);
    const ladder = previous?.led && (previous.amounts.reps?.length ?? 0) > 2 ? previous : undefined;
    const follows = ladder !== undefined && NEXT_IN_RUN.test(masked.slice(ladder.name.end, mention.name.start));
    shared.push(
      follows && !statesWork(mention.amounts)
        ? {
            ...mention,
            led: true,
            amounts: { ...mention.amounts, sets: ladder.amounts.sets, reps: ladder.amounts.reps },
          }
        : mention,
    );
  }
  return shared;
}

/** After "21-15-9" names follow one another; the first gap of other words ends the run. */
function runOfNames<T extends { readonly name: { readonly start: number; readonly end: number } }>(
  masked: string,
  mentions: readonly T[],
  from: number,
): T[] {
  const run: T[] = [];
  let at = from;
  for (const mention of mentions) {
    if (mention.name.start < from) {
      continue;
    }
    const gap = masked.slice(at, mention.name.start);
    const allowed =
      run.length === 0
        ? /^[\s\uE000,:;.\d/]*(?:rep(?:s|etitions)?\b|rounds?\b|for\b|time\b|of\b|each\b|[\s,:\uE000])*$/iu
        : NEXT_IN_RUN;
    if (!allowed.test(gap)) {
      break;
    }
    run.push(mention);
    at = mention.name.end;
  }
  return run;
}

/** A line of numbers without a name belongs to the name above it. */
function addDetail(block: Block, amounts: Amounts): void {
  const last = block.drafts.at(-1);
  if (last === undefined) {
    return;
  }
  if (!statesWork(last.amounts)) {
    last.amounts = mergeAmounts(last.amounts, amounts);
    last.detailed = true;
  } else if (amounts.reps !== null && amounts.lbs !== null && last.amounts.lbs !== null && amounts.sets === null) {
    last.more.push(amounts);
  } else if (!statesWork(amounts)) {
    last.amounts = mergeAmounts(last.amounts, amounts);
  }
}

function applyRest(line: Line, { restS, restAfter }: Directives, block: Block): void {
  const last = block.drafts.at(-1);
  if (restAfter === 'round' || (restAfter === null && block.rounds !== null)) {
    block.roundRestS ??= restS;
  } else if (last !== undefined && (last.detailed || (restAfter === null && (line.listed || !line.afterGap)))) {
    last.amounts = mergeAmounts(last.amounts, { ...NO_AMOUNTS, restS });
  } else {
    block.restS ??= restS;
  }
}

/** Directives that no exercise follows speak of those before them. */
function settle(blocks: readonly Block[]): Block[] {
  const settled: Block[] = [];
  for (const block of blocks) {
    const previous = settled.at(-1);
    if (block.drafts.length > 0 || previous === undefined) {
      settled.push(block);
      continue;
    }
    previous.rounds ??= block.rounds;
    previous.workS ??= block.workS;
    previous.restS ??= block.restS;
    previous.roundRestS ??= block.roundRestS;
  }
  return settled;
}
