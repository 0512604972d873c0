import type { FileStat } from '../../targets/types.ts';
import { PyFloat } from '../../values/types.ts';
import type { Result } from '../contract.ts';

/** What the results of stat and find tell of a file's kind, owner, size and times. */
export function statFields(stat: FileStat): Result {
  const { mode, type } = stat;
  return {
    mode: mode.toString(8).padStart(4, '0'),
    isdir: type === 'directory',
    ischr: type === 'char',
    isblk: type === 'block',
    isreg: type === 'file',
    isfifo: type === 'fifo',
    islnk: type === 'link',
    issock: type === 'socket',
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    inode: stat.inode,
    dev: stat.device,
    nlink: stat.links,
    atime: new PyFloat(stat.atime),
    mtime: new PyFloat(stat.mtime),
    ctime: new PyFloat(stat.ctime),
  };
}

/** The permission bits one by one: `wusr`, `rusr`, … `isgid`. */
export function permissionFields(mode: number): Result {
  const may = (bit: number): boolean => (mode & bit) !== 0;
  return {
    wusr: may(0o200),
    rusr: may(0o400),
    xusr: may(0o100),
    wgrp: may(0o020),
    rgrp: may(0o040),
    xgrp: may(0o010),
    woth: may(0o002),
    roth: may(0o004),
    xoth: may(0o001),
    isuid: may(0o4000),
    isgid: may(0o2000),
  };
}
