import { COMMON_OPTIONS, type Command, type Option } from './command.ts';
import { COMMANDS, LOCAL_COMMANDS, SHELLS, type Shell } from './commands/catalogue.ts';

interface Choice {
  readonly word: string;
  readonly says: string;
}

/** What may come after the words of `pattern`; or, where that is open, after them and whatever follows. */
interface Case {
  readonly words: string;
  readonly isOpen: boolean;
  readonly choices: readonly Choice[];
}

const optionsOf = ({ options }: Command): Choice[] =>
  Object.entries<Option>({ ...options, ...COMMON_OPTIONS }).map(([name, { says }]) => ({ word: `--${name}`, says }));

/** Whose commands begin with a word that is none by itself. */
const GROUPS: Readonly<Record<string, string>> = { ops: 'for operators', webhooks: 'for those who are told' };

/** The next word of every command, by the words before it. */
function nextWords(): Map<string, Choice[]> {
  const choices = new Map<string, Choice[]>();
  const add = (after: string, choice: Choice): void => {
    const known = choices.get(after) ?? [];
    if (!known.some(({ word }) => word === choice.word)) {
      choices.set(after, [...known, choice]);
    }
  };
  for (const { name, summary } of [...COMMANDS, ...LOCAL_COMMANDS]) {
    const words = name.split(' ');
    for (const [index, word] of words.entries()) {
      const isLast = index === words.length - 1;
      add(words.slice(0, index).join(' '), { word, says: isLast ? summary : (GROUPS[word] ?? '') });
    }
  }
  for (const shell of SHELLS) {
    add('completions', { word: shell, says: '' });
  }
  return choices;
}

/** The first that fits is taken. Longer commands come first: `ops keys create`, then `ops keys`. */
function casesInOrder(): readonly Case[] {
  const exact = [...nextWords()].map(([words, choices]): Case => {
    const command = COMMANDS.find(({ name }) => name === words);
    return { words, isOpen: false, choices: [...choices, ...(command === undefined ? [] : optionsOf(command))] };
  });
  const open = COMMANDS.toSorted((one, other) => other.name.length - one.name.length).map(
    (command): Case => ({ words: command.name, isOpen: true, choices: optionsOf(command) }),
  );
  return [...exact, ...open];
}

const wordsOf = ({ choices }: Case): string => choices.map(({ word }) => word).join(' ');

const bash = (cases: readonly Case[]): string => `# eval "$(sets completions bash)"
_sets() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="\${COMP_WORDS[*]:1:COMP_CWORD-1}"
  case "$words" in
${cases.map((one) => `    '${one.words}'${one.isOpen ? '*' : ''}) COMPREPLY=($(compgen -W '${wordsOf(one)}' -- "$current")) ;;`).join('\n')}
  esac
}
complete -F _sets sets`;

const zsh = (cases: readonly Case[]): string => `# eval "$(sets completions zsh)"
typeset -f compdef >/dev/null || { autoload -Uz compinit && compinit }
_sets() {
  local before="\${(j: :)words[2,CURRENT-1]}"
  case "$before" in
${cases.map((one) => `    '${one.words}'${one.isOpen ? '*' : ''}) compadd -- ${wordsOf(one)} ;;`).join('\n')}
  esac
}
compdef _sets sets`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(cases: readonly Case[]): string {
  const branches = cases.flatMap(({ words, isOpen, choices }) => [
    `    case ${quoted(isOpen ? `${words}*` : words)}`,
    ...choices.map(({ word, says }) => `      printf '%s\\t%s\\n' ${word} ${quoted(says)}`),
  ]);
  return `# sets completions fish | source
function __sets_choices
  set -l before (commandline -opc)
  switch "$before[2..]"
${branches.join('\n')}
  end
end
complete -c sets -f -a '(__sets_choices)'`;
}

const SCRIPTS: Readonly<Record<Shell, (cases: readonly Case[]) => string>> = { bash, zsh, fish };

/** What a shell must be told, of the list of commands and nothing else. */
export const renderCompletions = (shell: Shell): string => SCRIPTS[shell](casesInOrder());
