/** glasscape check: does a certificate prove what it claims? */
import { Command } from 'commander';
import { DataError } from '../../base/errors.ts';
import { Rejected } from '../exit.ts';
import type { Context } from '../perform.ts';
import { printJson } from '../print.ts';

/** Certificates of many directions are longer than what they are about. */
const maxBytes = 2 ** 24;

export function checkCommand({ terminal }: Context): Command {
  return new Command('check')
    .summary('verify a certificate, by exact arithmetic alone')
    .description(
      'Verifies a certificate of "glasscape certify": everything it relies on is computed again in exact arithmetic, by a part of the program ' +
        'that knows nothing of the rest. Exit code 0: accepted; 1: rejected, with the reason; 2: not a certificate.',
    )
    .argument('<certificate>', 'JSON as "glasscape certify --out" writes it')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  glasscape check point.certificate.json')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const { checkCertificate, CertificateError } = await import('../../certificates/check/index.ts');
      const { plainJson, readStrictJson } = await import('../../base/strict-json.ts');
      const { printRational, SizeError } = await import('../../certificates/index.ts');
      const { readTextBytes } = await import('../../node/read-whole.ts');
      const bytes = await readTextBytes(file, { maxBytes });
      const document = plainJson(readStrictJson(bytes, file, { maxBytes }).root);
      const { accepted, reason, certificate } = await checkCertificate(document).catch((error: unknown) => {
        throw error instanceof CertificateError || error instanceof SizeError
          ? new DataError(`${file}: ${error.message}`)
          : error;
      });
      const [claim, loss] = [certificate.claim, printRational(certificate.loss)];
      if (options.json) printJson(terminal, { accepted, claim, loss, reason });
      else if (accepted) terminal.out(`accepted: ${claim}, loss ${loss}\n`);
      if (!accepted) throw new Rejected(`rejected: ${claim}, loss ${loss}: ${reason}`);
    });
}
