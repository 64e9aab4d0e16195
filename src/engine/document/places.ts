/** Every folder above one of these files, and the workspace itself as `.`. */
export function foldersOf(files: ReadonlySet<string>): Set<string> {
  const folders = new Set<string>(['.', '']);
  for (const file of files)
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) folders.add(file.slice(0, at));
  return folders;
}
