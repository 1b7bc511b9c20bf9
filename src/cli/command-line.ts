/** A command line as a function: commands and words in, exit code out. */
import { Command, CommanderError } from 'commander';
import { version } from '../base/version.ts';
import { ending, exitCodes, oneLine } from './exit.ts';
import type { Terminal } from './terminal.ts';

export function programOf(commands: readonly Command[]): Command {
  const program = new Command('glasscape')
    .description('A laboratory for loss landscapes: spin glasses, neural networks, and the theory between them.')
    .version(version);
  for (const command of commands) program.addCommand(command);
  return program;
}

/** @param words the command line without the program's name */
export async function runProgram(program: Command, words: readonly string[], terminal: Terminal): Promise<number> {
  for (const command of withSubcommands(program))
    command.exitOverride().configureOutput({
      writeOut: terminal.out,
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(oneLine(text)),
    });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done;
      if (error.code === 'commander.help') terminal.note(lackOf(program, words));
      return exitCodes.badInput;
    }
    const { code, line } = ending(error);
    terminal.note(line);
    return code;
  }
}

/** Why help alone was shown: the words name a command that stands above others, and none of these. */
function lackOf(program: Command, words: readonly string[]): string {
  const groups = withSubcommands(program).filter(({ commands }) => commands.length > 0);
  const asked = groups.findLast((command) => words.includes(command.name())) ?? program;
  const names = asked
    .createHelp()
    .visibleCommands(asked)
    .map((command) => command.name());
  return `error: ${asked.name()}: command must be one of ${names.join(', ')}, got none`;
}

/** A command and all below it. */
export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
