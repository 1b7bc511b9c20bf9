/** certify and check from the command line: verdicts, files, and what is refused. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command, scratchFolder } from './fixtures/command.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);

function written(name: string, content: unknown): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content));
  return at(name);
}

const d1 = { x: [[5], [4], [3], [1], [-1]], y: [2, 1, 0, -3, 3] };
const d2 = { x: [[-1], [0], [1], [10], [11], [12]], y: [5, 0, -1, -3, -4, -5] };
const unit = { W: [[1]], b: [-3], v: [1], c: 0 };
const proposition1 = { data: d1, network: unit };
const proposition2 = { data: d2, network: { W: [['-3'], ['1']], b: ['13/3', '-10'], v: ['1', '-1'], c: '-3' } };

describe('certify', () => {
  test('prints the verdict with its reason, and writes a certificate that check accepts', async () => {
    const [input, out] = [written('p1.json', proposition1), at('p1.certificate.json')];
    const certified = await command(['certify', input, '--out', out]);
    expect(certified).toMatchObject({ code: 0, err: '' });
    expect(certified.out).toBe(
      [
        'verdict     local-minimum',
        'loss        18',
        'because     the necessary and sufficient conditions hold',
        'flat        1 direction both ways, 0 one way; the level set has dimension 1 around the point',
        'better      a network of the same shape has loss 14: not a global minimum',
        `certificate ${out}`,
        '',
      ].join('\n'),
    );
    expect(await command(['check', out])).toEqual({ code: 0, out: 'accepted: local-minimum, loss 18\n', err: '' });
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('--json: one document, the loss as a fraction, the witness and the hash of the certificate', async () => {
    const [input, out] = [written('p2.json', proposition2), at('p2.certificate.json')];
    const { code, out: text, err } = await command(['certify', input, '--json', '--out', out]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const document = JSON.parse(text);
    const certificate = JSON.parse(readFileSync(out, 'utf8'));
    expect(document).toMatchObject({
      verdict: 'local-minimum',
      loss: '8/3',
      global: 'refuted',
      dimension: 3,
      certificate: out,
    });
    expect(document.work).toEqual({ subsets: 0, cells: 253 });
    for (const key of ['witness', 'better', 'hash', 'loss']) expect(document[key]).toEqual(certificate[key]);
    const check = await command(['check', out, '--json']);
    expect(JSON.parse(check.out)).toEqual({ accepted: true, claim: 'local-minimum', loss: '8/3', reason: '' });
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a slope',
      { data: d2, network: { ...proposition2.network, W: [[-3], [-1]] } },
      /^verdict {5}not-critical\nloss {8}23\/3\nbecause {5}slope -6 along c -1\n$/,
    ],
    [
      'a curve',
      { data: { x: [[1], [2]], y: [1, -1] }, network: { W: [[1]], b: [1], v: [0], c: 0 } },
      /not-a-minimum|not-critical/,
    ],
    [
      'no loss',
      { data: { x: [[1], [2]], y: ['0.5', '0.75'] }, network: { W: [['0.25']], b: ['0.25'], v: [1], c: 0 } },
      /global-minimum\nloss {8}0\nbecause {5}no loss is below 0\n$/,
    ],
    [
      'all cells',
      { data: d1, network: { ...unit, W: [[-7]], b: [-4] } },
      /global-minimum\nloss {8}14\nbecause {5}3 vectors bound the loss in all activation cells\n$/,
    ],
    [
      'several layers',
      {
        data: d1,
        layers: [
          { W: [[1]], b: [-3] },
          { W: [[1]], b: [1] },
          { W: [[1]], b: [-1] },
        ],
      },
      /local-minimum\nloss {8}18\nbecause {5}the loss has no slope along any path through the layers\nglobal {6}not looked for/,
    ],
    [
      'undecided',
      {
        data: d1,
        network: {
          layers: [
            { W: [[1]], b: [-3] },
            { W: [[1]], b: [0] },
            { W: [[1]], b: [0] },
          ],
        },
      },
      /^verdict {5}undecided\nloss {8}18\nopen .*kink.*\nhelp /,
    ],
  ])('%s', async (name, document, expected) => {
    const { code, out, err } = await command(['certify', written(`${name}.json`, document)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(expected);
  });

  test('what is undecided has no certificate, and nothing is written', async () => {
    const input = written('open.json', {
      data: d1,
      layers: [
        { W: [[1]], b: [-3] },
        { W: [[1]], b: [0] },
        { W: [[1]], b: [0] },
      ],
    });
    const { code, out, err } = await command(['certify', input, '--json', '--out', at('open.certificate.json')]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'undecided', loss: '18', certificate: null });
    expect(err).toMatch(/^nothing is written to .*: what is undecided has no certificate\n$/);
    expect(existsSync(at('open.certificate.json'))).toBe(false);
  });

  test('numbers are those that are written, or with --binary64 those that a program would load', async () => {
    const network = '{"W": [[1]], "b": [1], "v": [1], "c": 0.1}';
    const input = written('tenth.json', `{"data": {"x": [[1], [2]], "y": [2.1, 3.1]}, "network": ${network}}`);
    const written10 = JSON.parse((await command(['certify', input, '--json'])).out);
    expect(written10).toMatchObject({ verdict: 'global-minimum', loss: '0' });
    const loaded = JSON.parse((await command(['certify', input, '--json', '--binary64'])).out);
    expect(loaded.verdict).toBe('not-critical');
    expect(loaded.loss).not.toBe('0');
    const digits = written(
      'digits.json',
      `{"data": {"x": [[0], [1]], "y": [0.30000000000000000001, 1.3]}, "network": {"W": [[1]], "b": [0], "v": [1], "c": 0.3}}`,
    );
    expect(JSON.parse((await command(['certify', digits, '--json'])).out).loss).toBe(`1/1${'0'.repeat(40)}`);
    expect(
      (await command(['certify', written('third.json', { data: d1, network: { ...unit, c: '1/3' } }), '--binary64']))
        .err,
    ).toMatch(/line 1, column \d+: must be a decimal when numbers are read as binary64, got "1\/3"\n$/);
  });

  test('the data can stand in a file of their own, and other networks beside', async () => {
    const data = written('d1.json', d1);
    const input = written('net.json', { network: unit, others: [{ ...unit, W: [[-7]], b: [-4] }] });
    const document = JSON.parse((await command(['certify', input, '--data', data, '--json'])).out);
    expect(document).toMatchObject({
      verdict: 'local-minimum',
      better: [{ loss: '14', network: [{ W: [['-7']], b: ['-4'] }, {}] }],
    });
    const wrapped = written('d1-wrapped.json', { data: d1 });
    expect(JSON.parse((await command(['certify', input, '--data', wrapped, '--json'])).out)).toEqual(document);
  });
});

describe('check', () => {
  test('rejects with exit code 1 and the reason', async () => {
    const [input, out] = [written('p1b.json', proposition1), at('p1b.certificate.json')];
    await command(['certify', input, '--out', out]);
    const certificate = JSON.parse(readFileSync(out, 'utf8'));
    const broken = written('broken.json', { ...certificate, loss: '17' });
    expect(await command(['check', broken])).toEqual({
      code: 1,
      out: '',
      err: 'rejected: local-minimum, loss 17: the loss is 18\n',
    });
    const { code, out: text } = await command(['check', broken, '--json']);
    expect({ code, ...JSON.parse(text) }).toEqual({
      code: 1,
      accepted: false,
      claim: 'local-minimum',
      loss: '17',
      reason: 'the loss is 18',
    });
    const other = written('other.json', { ...certificate, better: [] });
    expect((await command(['check', other])).err).toMatch(/: the hash is not that of the content\n$/);
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '{"format": ', /line 1, column 12: must be a JSON value, got the end of the text$/],
    ['a key twice', '{"claim": 1,\n"claim": 2}', /line 2, column 1: must be a key that occurs once, got "claim"$/],
    ['another document', '{"format": "x"}', /: format must be glasscape-certificate$/],
    ['another version', '{"format": "glasscape-certificate", "version": 2}', /: version must be 1$/],
    ['a number', '7', /: format must be glasscape-certificate$/],
    ['depth', '['.repeat(1e5), /must be nested at most 64 deep, got "\["$/],
  ])('%s: exit code 2 and one line', async (name, text, line) => {
    const { code, out, err } = await command(['check', written(`check ${name}.json`, text)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(new RegExp(`^error: [^\\n]*${line.source.replace(/\$$/, '')}\\n$`));
  });
});

describe('bad input gives one line that names file, place, rule and value, exit code 2, and writes nothing', () => {
  const net = (network: unknown) => JSON.stringify({ data: d1, network });
  test.each<[string, string, RegExp]>([
    ['malformed JSON', '{"data": {"x": [[5]\n, [4,]]}}', /line 2, column 6: must be a JSON value, got "\]"/],
    ['NaN', '{"data": {"x": [[NaN]]}}', /line 1, column 18: must be a finite number, got "NaN"/],
    ['Infinity as a text', net({ ...unit, c: 'Infinity' }), /must be a finite number, got "Infinity"/],
    [
      'a word',
      net({ ...unit, c: 'three' }),
      /must be a decimal \(-12, 0\.5, 1e-3\) or a fraction \(13\/3\), got "three"/,
    ],
    ['a fraction over 0', net({ ...unit, c: '1/0' }), /must be a decimal .* or a fraction \(13\/3\), got "1\/0"/],
    [
      'a number without end',
      net({ ...unit, c: '1e99999' }),
      /must be a number that exact arithmetic can hold \(about 9864 digits\), got "1e99999"/,
    ],
    ['no number', net({ ...unit, c: null }), /must be a number, got null/],
    ['too few biases', net({ ...unit, b: [] }), /must be 1, one for each unit, got 0/],
    [
      'too many weights',
      net({ ...unit, v: [1, 2] }),
      /must be 1 in each row, one for each unit of the layer before, got 2/,
    ],
    ['another number of inputs', net({ ...unit, W: [[1, 2]] }), /must be 1 in each row, one for each input, got 2/],
    [
      'two outputs',
      net({ ...unit, v: [[1], [2]] }),
      /must be a number \(networks with one output are supported\), got a list of 1/,
    ],
    [
      'two output rows',
      JSON.stringify({
        data: d1,
        layers: [
          { W: [[1]], b: [0] },
          { W: [[1], [2]], b: [0, 0] },
        ],
      }),
      /must be one row: networks with one output are supported, got 2/,
    ],
    [
      'one layer',
      JSON.stringify({ data: d1, layers: [{ W: [[1]], b: [0] }] }),
      /must be two or more, the last being the output, got 1/,
    ],
    [
      'deep sizes',
      JSON.stringify({
        data: d1,
        layers: [
          { W: [[1]], b: [0] },
          { W: [[1, 2]], b: [0] },
          { W: [[1]], b: [0] },
        ],
      }),
      /must be 1 in each row, one for each unit of the layer before, got 2/,
    ],
    [
      'y too short',
      JSON.stringify({ data: { ...d1, y: [1] }, network: unit }),
      /must be as many as rows of x \(5\), got 1/,
    ],
    [
      'ragged x',
      JSON.stringify({ data: { x: [[1], [2, 3]], y: [1, 2] }, network: unit }),
      /must be rows of 1, as the first, got 2/,
    ],
    [
      'flat x',
      JSON.stringify({ data: { x: [1, 2], y: [1, 2] }, network: unit }),
      /must be a row, a list of numbers, got 1/,
    ],
    [
      'no data',
      JSON.stringify({ network: unit }),
      /must be an object with "data", or data in a file of their own, got neither/,
    ],
    ['no network', JSON.stringify({ data: d1 }), /must be an object with "network" or "layers", got neither/],
    ['both', JSON.stringify({ data: d1, network: unit, layers: [] }), /must be left out beside "network", got both/],
    [
      'an unknown key',
      JSON.stringify({ data: d1, netwrok: unit }),
      /must be under one of the keys data, network, layers, others, got "netwrok"/,
    ],
    ['a missing key', net({ W: [[1]], b: [0], c: 0 }), /must be an object with W, b, v, c, got none with "v"/],
    [
      'empty x',
      JSON.stringify({ data: { x: [], y: [] }, network: unit }),
      /must be one or more rows of one or more numbers, got 0/,
    ],
    [
      'another shape beside',
      JSON.stringify({ ...proposition1, others: [{ W: [[1], [1]], b: [0, 0], v: [1, 1], c: 0 }] }),
      /must be a network of the same shape \(units 1-1\), got units 2-1/,
    ],
    ['a list', '[]', /must be an object, got a list of 0/],
    [
      'a file over the limit',
      `{"data": ${' '.repeat(2 ** 22)}`,
      /must have at most 4194304 bytes, got 4194313; it is not read/,
    ],
  ])('%s', async (name, text, line) => {
    const [input, out] = [written(`bad ${name}.json`, text), at('never.json')];
    const { code, out: stdout, err } = await command(['certify', input, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(err).toMatch(new RegExp(`^error: [^\\n]*bad ${name}\\.json[^\\n]*${line.source}\\n$`));
    expect(existsSync(out)).toBe(false);
  });

  test('more work than allowed is refused with the count', async () => {
    const x = Array.from({ length: 60 }, (_, i) => Array.from({ length: 6 }, (_, k) => i ** (k + 1) % 101));
    const y = x.map((_, i) => (i % 2 ? 1 : -1));
    const network = { W: [[0, 0, 0, 0, 0, 0]], b: [0], v: [1], c: 0 };
    const { code, out, err } = await command(['certify', written('kinks.json', { data: { x, y }, network })]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^error: certify: \d{6,} subsets of kink points would have to be looked at; the limit is 100000\n$/,
    );
    const wide = { W: Array.from({ length: 600 }, () => [1]), b: Array(600).fill(0), v: Array(600).fill(1), c: 0 };
    const many = { x: Array.from({ length: 2000 }, (_, i) => [i]), y: Array(2000).fill(0) };
    expect((await command(['certify', written('wide.json', { data: many, network: wide })])).err).toMatch(
      /^error: certify: 1801 parameters on 2000 samples take 3602000 exact multiplications; the limit is 2000000\n$/,
    );
  });

  test('files: missing, its own input, a folder, a run folder', async () => {
    const input = written('fine.json', proposition1);
    const refused = async (...words: string[]) => {
      const { code, out, err } = await command(['certify', ...words]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      return err;
    };
    expect(await refused(at('nowhere.json'))).toMatch(
      /^error: .*nowhere\.json cannot be read \(ENOENT: there is no such file\)\n$/,
    );
    expect(await refused(input, '--out', input)).toMatch(/out must be another file than those that are read/);
    expect(await refused(input, '--out', folder)).toMatch(/out must be an ordinary file/);
    expect(await refused(input, '--data', written('d.json', d1))).toMatch(
      /must be left out when .*d\.json holds the data, got an object/,
    );
    mkdirSync(at('run/figures'), { recursive: true });
    const manifest = written('run/manifest.json', { format: 1, kind: 'ensemble' });
    for (const out of ['run/manifest.json', 'run/new.json', 'run/figures/new.json'])
      expect(await refused(input, '--out', at(out))).toMatch(/out must lie outside of run folders/);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toEqual({ format: 1, kind: 'ensemble' });
    expect(existsSync(at('run/new.json'))).toBe(false);
  });
});
