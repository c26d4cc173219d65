import type { Command } from './command.ts';
import { COMMANDS } from './commands/catalogue.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Choice {
  readonly word: string;
  readonly says: string;
}

/** What may come next, by the words so far: commands after commands, options after a whole one. */
function choicesByWords(): Map<string, Choice[]> {
  const choices = new Map<string, Choice[]>();
  const add = (after: string, choice: Choice): void => {
    const known = choices.get(after) ?? [];
    if (!known.some(({ word }) => word === choice.word)) {
      choices.set(after, [...known, choice]);
    }
  };
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    for (const [index, word] of words.entries()) {
      const last = index === words.length - 1;
      add(words.slice(0, index).join(' '), { word, says: last ? command.summary : 'for operators' });
    }
  }
  add('', { word: 'completions', says: 'print what makes a shell complete these commands' });
  add('', { word: 'help', says: 'what there is' });
  for (const shell of SHELLS) {
    add('completions', { word: shell, says: '' });
  }
  return choices;
}

const optionsOf = ({ options }: Command): string[] =>
  [...Object.keys(options), 'json', 'help'].map((name) => `--${name}`);

/** Cases of a shell's `case`: the words so far, and what to offer. Longer commands first: `ops keys create`, `ops keys`. */
function cases(offer: (words: string) => string): string[] {
  const next = [...choicesByWords()].map(([after, choices]) => {
    const command = COMMANDS.find(({ name }) => name === after);
    const words = [...choices.map(({ word }) => word), ...(command === undefined ? [] : optionsOf(command))];
    return `    '${after}') ${offer(words.join(' '))} ;;`;
  });
  const longestFirst = COMMANDS.toSorted((one, other) => other.name.length - one.name.length);
  const options = longestFirst.map((command) => `    '${command.name}'*) ${offer(optionsOf(command).join(' '))} ;;`);
  return [...next, ...options];
}

const bash = (): string => `# eval "$(sets completions bash)"
_sets() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="\${COMP_WORDS[*]:1:COMP_CWORD-1}"
  case "$words" in
${cases((words) => `COMPREPLY=($(compgen -W '${words}' -- "$current"))`).join('\n')}
  esac
}
complete -F _sets sets`;

const zsh = (): string => `# eval "$(sets completions zsh)"
_sets() {
  local before="\${(j: :)words[2,CURRENT-1]}"
  case "$before" in
${cases((words) => `compadd -- ${words}`).join('\n')}
  esac
}
compdef _sets sets`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** True where the words so far end in these; the joined line is never empty, which `test` would not take. */
const after = (words: string): string => quoted(`string match -q "*${words}" -- (string join " " (commandline -opc))`);

function fish(): string {
  const next = [...choicesByWords()].flatMap(([before, choices]) =>
    choices.map(({ word, says }) => {
      const when = after(`sets ${before}`.trim());
      return `complete -c sets -f -n ${when} -a ${word} -d ${quoted(says)}`;
    }),
  );
  const options = COMMANDS.flatMap(({ name, options: all }) =>
    Object.entries(all).map(
      ([option, { says }]) => `complete -c sets -n ${after(`sets ${name}*`)} -l ${option} -d ${quoted(says)}`,
    ),
  );
  return ['# sets completions fish | source', ...next, ...options].join('\n');
}

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash, zsh, fish };

export const renderCompletions = (shell: Shell): string => SCRIPTS[shell]();
