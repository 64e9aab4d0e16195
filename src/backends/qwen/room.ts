import type { PrivateHome } from './privateHome.ts';

/** What a qwen process may read. Processes of different rooms are never exchanged. */
export interface Room {
  /** Real path of the one folder that it may read: the workspace, or an empty private folder. */
  readonly folder: string;
  /** Real path of the workspace of the run. Nothing is ever started from it. */
  readonly workspace: string;
}

/** The room of a step. An isolated one gets a folder without any file in place of the workspace. */
export function roomOf(home: PrivateHome, workspace: string, isolated: boolean): Room {
  return { folder: isolated ? home.empty : workspace, workspace };
}

export function isIsolated(room: Room): boolean {
  return room.folder !== room.workspace;
}

export function sameRoom(a: Room, b: Room): boolean {
  return a.folder === b.folder && a.workspace === b.workspace;
}
