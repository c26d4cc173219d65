import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS } from './command.ts';
import { COMMANDS, LOCAL_COMMANDS, SHELLS, type Shell } from './commands/catalogue.ts';
import { renderCompletions } from './completions.ts';

/** What a shell runs to say what it offers after these words, the last of which is begun: a line each, with or without what it says. */
const QUESTIONS: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    '-c',
    `${renderCompletions('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sets; printf '%s\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...['sets', ...words],
  ],
  // Its completion system runs in a terminal alone: what `compadd` is given there is narrowed here as it would do.
  zsh: (words) => [
    ...['-f', '-c'],
    `compdef() { : }
compadd() { shift; print -rl -- \${(M)@:#\${(b)words[CURRENT]}*} }
${renderCompletions('zsh')}
words=("$@"); CURRENT=$#; _sets`,
    'zsh',
    ...['sets', ...words],
  ],
  fish: (words) => ['--no-config', '-c', `${renderCompletions('fish')}\ncomplete -C '${['sets', ...words].join(' ')}'`],
};

type Offer = (...words: string[]) => string[];

const askShell =
  (shell: Shell): Offer =>
  (...words) => {
    const { stdout, stderr, error } = spawnSync(shell, QUESTIONS[shell](words), { encoding: 'utf8' });
    expect({ error, stderr }).toEqual({ error: undefined, stderr: '' });
    return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
  };

/** All that a script may hold beside its choices, and how those are written: whoever changes it asks the shell itself. */
const WRITTEN = {
  zsh: {
    frame: [
      '# eval "$(sets completions zsh)"',
      'typeset -f compdef >/dev/null || { autoload -Uz compinit && compinit }',
      '_sets() {',
      `  local before="\${(j: :)words[2,CURRENT-1]}"`,
      '  case "$before" in',
      '  esac',
      '}',
      'compdef _sets sets',
    ],
    begin: /^ {4}'(?<words>[\w -]*)'(?<open>\*?)\) compadd -- (?<choices>[\w-]+(?: [\w-]+)*) ;;$/,
    choice: null,
  },
  fish: {
    frame: [
      '# sets completions fish | source',
      'function __sets_choices',
      '  set -l before (commandline -opc)',
      '  switch "$before[2..]"',
      '  end',
      'end',
      "complete -c sets -f -a '(__sets_choices)'",
    ],
    begin: /^ {4}case '(?<words>[\w -]*?)(?<open>\*?)'$/,
    choice: /^ {6}printf '%s\\t%s\\n' (?<choices>[\w-]+) '(?:[^'\\]|\\['\\])*'$/,
  },
} as const;

/** What the script says by its own text, where its shell may not be installed: the first case that fits counts in both. */
function readScript(shell: keyof typeof WRITTEN): Offer {
  const { frame, begin, choice } = WRITTEN[shell];
  const cases: { readonly words: string; readonly isOpen: boolean; readonly choices: string[] }[] = [];
  const rest = renderCompletions(shell)
    .split('\n')
    .filter((line) => {
      const { words, open, choices = '' } = begin.exec(line)?.groups ?? {};
      if (words !== undefined) {
        cases.push({ words, isOpen: open === '*', choices: choices.split(' ').filter((word) => word !== '') });
        return false;
      }
      const more = choice?.exec(line)?.groups?.choices;
      if (more !== undefined) {
        cases.at(-1)?.choices.push(more);
      }
      return more === undefined;
    });
  expect(rest).toEqual(frame);
  return (...typed) => {
    const before = typed.slice(0, -1).join(' ');
    const found = cases.find(({ words, isOpen }) => (isOpen ? before.startsWith(words) : before === words));
    return (found?.choices ?? []).filter((word) => word.startsWith(typed.at(-1) ?? ''));
  };
}

const isInstalled = (shell: Shell): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe.each([
  ...SHELLS.map((shell) => ({
    how: `asked of ${shell}`,
    isThere: isInstalled(shell),
    offering: () => askShell(shell),
  })),
  ...(['zsh', 'fish'] as const).map((shell) => ({
    ...{ how: `read in the script for ${shell}`, isThere: true },
    offering: () => readScript(shell),
  })),
])('$how', ({ isThere, offering }) => {
  it.skipIf(!isThere)('completes commands, their parts and their options', () => {
    const offered = offering();
    const offer = (...words: string[]): string[] => offered(...words).toSorted();
    expect(offer('ops', 're')).toEqual(['replay', 'resume']);
    expect(offer('ops', 'keys', 'r')).toEqual(['revoke', 'rotate']);
    expect(offer('ops', 'keys', 'create', 'me', '--s')).toEqual(['--scopes']);
    expect(offer('ops', 'keys', '--c')).toEqual(['--caller']);
    expect(offer('webhooks', 'deliver')).toEqual(['deliveries', 'delivery']);
    expect(offer('webhooks', 'deliveries', 'we_an-endpoint', '--c')).toEqual(['--cursor']);
    expect(offer('submit', 'https://a.example/', '--wa')).toEqual(['--wait']);
    expect(offer('completions', 'f')).toEqual(['fish']);
    expect(offer('nonsense', '')).toEqual([]);
  });

  it.skipIf(!isThere)('offers every command and nothing else', () => {
    const first = [...COMMANDS, ...LOCAL_COMMANDS].map(({ name }) => name.split(' ')[0] ?? '');
    expect(offering()('').toSorted()).toEqual([...new Set(first)].toSorted());
  });

  it.skipIf(!isThere)('offers every option of a command and no other', () => {
    const offered = offering();
    for (const { name, options } of COMMANDS) {
      const own = Object.keys({ ...options, ...COMMON_OPTIONS }).map((option) => `--${option}`);
      expect(offered(...name.split(' '), 'an-argument', '--').toSorted(), name).toEqual(own.toSorted());
    }
  });
});

it('says of a group of commands whose it is', () => {
  expect(renderCompletions('fish')).toContain("webhooks 'for those who are told'");
  expect(renderCompletions('fish')).toContain("ops 'for operators'");
});

it.each(SHELLS)('knows every command in %s', (shell) => {
  const script = renderCompletions(shell);
  for (const { name, options } of COMMANDS) {
    for (const word of [...name.split(' '), ...Object.keys(options)]) {
      expect(script).toMatch(new RegExp(`\\b${word}\\b`));
    }
  }
});
