/** A certificate's document on its way to a file. */

/** No certificate leaves that the checker does not accept. */
export async function check(document: unknown): Promise<void> {
  const { checkCertificate } = await import('../certificates/check/index.ts');
  const { accepted, reason } = await checkCertificate(document);
  if (!accepted)
    throw new Error(`the certificate does not stand its own check: ${reason}; this is a fault of glasscape`);
}

/** JSON with rows of numbers, and short lists of them, on one line. */
export function legible(document: unknown): string {
  const joined = (text: string) =>
    text.replace(/\[[^[\]{}]*\]/g, (row) => row.replace(/\n\s*/g, '').replaceAll(',', ', '));
  const rows = joined(JSON.stringify(document, null, 2));
  return `${rows.replace(/\[\s+(\[[^[\]{}]*\](?:,\s+\[[^[\]{}]*\])*)\s+\]/g, (whole, inner: string) => {
    const line = `[${inner.replace(/\n\s*/g, ' ')}]`;
    return line.length <= 100 ? line : whole;
  })}\n`;
}
