/** The words of a post, as its platform gave them: data of a stranger. */
export interface PostText {
  readonly title: string | null;
  readonly caption: string | null;
  readonly transcript: { readonly language: string | null; readonly text: string } | null;
}
