/** An error whose cause lies with a file, a disk or a setting: its message is meant for a person, without a stack trace. */
export class UserError extends Error {
  override name = 'UserError';
}
