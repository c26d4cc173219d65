/** What terminals show over what stands before it. */
const NO_WIDTH = /^[\p{Mn}\p{Me}]$/u;
/** What they show in two columns: the scripts that Unicode calls wide, and what is a picture by itself. */
const TWO_COLUMNS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

const columnsOf = (character: string): number => (NO_WIDTH.test(character) ? 0 : TWO_COLUMNS.test(character) ? 2 : 1);

/** The columns that a text without controls takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
  }
  return width;
}

/** As much of a text from its beginning as fits, no character cut in two. */
export function cutTo(text: string, columns: number): string {
  let [width, end] = [0, 0];
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns) {
      break;
    }
    end += character.length;
  }
  return text.slice(0, end);
}
