export interface HelpLine {
  readonly command: string;
  readonly flags: string;
  readonly text: string;
  readonly takesValue?: boolean;
}
export interface SourceText {
  readonly file: string;
  readonly kind: string;
  readonly text: string;
}
export function collectHelp(): Promise<HelpLine[]>;
export function collectTexts(): SourceText[];
export function messagesText(): Promise<string>;
