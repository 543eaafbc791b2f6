// Loaded before the C library, it makes every file system one that cannot exchange directories, such as NFS.
#include <cerrno>

extern "C" int renameat2(int, const char*, int, const char*, unsigned) {
  errno = EINVAL;
  return -1;
}
