/** What an error of the file system means, for a person. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'no space is left on the device. Free some and resume; earlier checkpoints are intact.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be written or read by this user.';
  if (code === 'ENOENT') return 'there is no such file.';
  return error instanceof Error ? error.message : String(error);
}
