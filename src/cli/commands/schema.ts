/** glasscape schema: the JSON Schema of every ensemble's spec, emitted from the schemas that check it. */
import { Command } from 'commander';
import type { Context } from '../perform.ts';
import { printJson } from '../print.ts';

export function schemaCommand({ host, terminal }: Context): Command {
  return new Command('schema')
    .summary('JSON Schema of the specs of runs')
    .description(
      'JSON Schema of the specs that runs are made from; manifest.json keeps that of its run in the field "spec".',
    )
    .addHelpText('after', '\nExample:\n  glasscape schema > ensemble.schema.json')
    .action(async () => {
      const { specJsonSchema } = await import('../../ensembles/parameters.ts');
      printJson(terminal, specJsonSchema(await host.experiments()));
    });
}
