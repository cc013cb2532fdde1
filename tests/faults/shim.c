/* Stands between a process and the files under one folder (LD_PRELOAD, Linux).
 *
 * It writes down every change (to rebuild what a power cut could leave), and it lets the n-th change fail.
 * A change: a write, a sync, a cut, a new name, a name that goes. Reads are left alone, and so is shared memory:
 * what lies in it never survives a cut.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static char watched[PATH_MAX];          /* the folder, with a slash at its end; empty: nothing is watched */
static int log_to = -1;
static long count, fail_at;             /* changes seen since `faults_arm`; the one that fails, 0 for none */
static int fail_with, fail_on, fired;   /* errno, or -1 for half a write; whether all later ones fail too */
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

/* What the test says */

void faults_watch(const char *folder) {
    snprintf(watched, sizeof watched, "%s/", folder);
}

void faults_arm(long at, int error, int on) {
    count = 0; fired = 0; fail_at = at; fail_with = error; fail_on = on;
}

long faults_count(void) { return count; }
int faults_fired(void) { return fired; }

static ssize_t put(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, data, size);
}

/* One line of the log: kind, file, place in it, and two texts with their lengths before them. */
static void note(char kind, uint64_t file, int64_t at, const void *one, uint32_t n, const void *two, uint32_t m) {
    if (log_to < 0) return;
    size_t size = 25 + (size_t)n + m;
    char *line = malloc(size);
    if (!line) abort();
    line[0] = kind;
    memcpy(line + 1, &file, 8); memcpy(line + 9, &at, 8); memcpy(line + 17, &n, 4); memcpy(line + 21, &m, 4);
    if (n) memcpy(line + 25, one, n);
    if (m) memcpy(line + 25 + n, two, m);
    for (size_t done = 0; done < size;) {
        ssize_t wrote = put(log_to, line + done, size - done);
        if (wrote <= 0) abort();
        done += (size_t)wrote;
    }
    free(line);
}

int faults_record(const char *path) {
    REAL(int, "open", const char *, int, ...);
    log_to = real(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return log_to < 0 ? -1 : 0;
}

void faults_mark(const char *word) {
    pthread_mutex_lock(&guard);
    note('!', 0, 0, word, (uint32_t)strlen(word), "", 0);
    pthread_mutex_unlock(&guard);
}

/* Which file it is */

static int under(const char *path) {
    size_t n = strlen(watched);
    return n && strncmp(path, watched, n) == 0;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return 1;
}

static int ours(int fd, struct stat *seen) {
    char path[PATH_MAX];
    int before = errno;
    int yes = *watched && path_of(fd, path) && (under(path) || strncmp(path, watched, strlen(watched) - 1) == 0);
    yes = yes && fstat(fd, seen) == 0 && (S_ISREG(seen->st_mode) || S_ISDIR(seen->st_mode));
    errno = before;
    return yes;
}

static void whole(int folder, const char *path, char *out) {
    char at[PATH_MAX] = "";
    if (*path != '/' && folder != AT_FDCWD) path_of(folder, at);
    else if (*path != '/' && !getcwd(at, sizeof at)) *at = 0;
    if (*path == '/') snprintf(out, PATH_MAX, "%s", path);
    else if (snprintf(out, PATH_MAX, "%s/%s", at, path) >= PATH_MAX) *out = 0;
}

static int named(int folder, const char *path, char *out) {
    if (!*watched || !path) return 0;
    int before = errno;
    whole(folder, path, out);
    errno = before;
    return under(out);
}

/* Whether this change is to fail; called with the guard held. */
static int due(void) {
    count++;
    int now = fail_at && (count == fail_at || (fail_on && count > fail_at));
    fired |= now;
    return now;
}

static int failing(void) {
    if (!due()) return 0;
    errno = fail_with > 0 ? fail_with : EIO;
    return 1;
}

#define HELD(type, ...) pthread_mutex_lock(&guard); type done; __VA_ARGS__; \
    { int kept = errno; pthread_mutex_unlock(&guard); errno = kept; } return done

/* Writes */

static ssize_t written(int fd, const void *data, size_t size, int64_t at, ssize_t (*real)(int, const void *, size_t, off_t)) {
    struct stat seen;
    if (!ours(fd, &seen)) return at < 0 ? put(fd, data, size) : real(fd, data, size, at);
    HELD(ssize_t,
        int now = due(); int half = now && fail_with < 0 && size > 1;
        if (now && !half) { errno = fail_with > 0 ? fail_with : EIO; done = -1; }
        else {
            int64_t where = at >= 0 ? at : fcntl(fd, F_GETFL) & O_APPEND ? seen.st_size : lseek(fd, 0, SEEK_CUR);
            if (half) size /= 2;
            done = at < 0 ? put(fd, data, size) : real(fd, data, size, at);
            if (done > 0) note('w', seen.st_ino, where, data, (uint32_t)done, "", 0);
        });
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, -1, NULL); }

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return written(fd, data, size, at, real);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    REAL(ssize_t, "sendfile", int, int, off_t *, size_t);
    struct stat seen;
    if (!ours(to, &seen)) return real(to, from, at, size);
    errno = ENOTSOCK;                   /* the caller then reads and writes, which is seen */
    return -1;
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *into, size_t size, unsigned how) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    struct stat seen;
    if (!ours(to, &seen)) return real(from, at, to, into, size, how);
    errno = EXDEV;
    return -1;
}

/* Cuts and syncs */

int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    struct stat seen;
    if (!ours(fd, &seen)) return real(fd, size);
    HELD(int, done = failing() ? -1 : real(fd, size); if (done == 0) note('t', seen.st_ino, size, "", 0, "", 0));
}

int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int synced(int fd, int (*real)(int)) {
    struct stat seen;
    if (!ours(fd, &seen)) return real(fd);
    char path[PATH_MAX] = "";
    path_of(fd, path);
    HELD(int, done = failing() ? -1 : real(fd);
        if (done == 0) note(S_ISDIR(seen.st_mode) ? 'D' : 's', seen.st_ino, 0, path, (uint32_t)strlen(path), "", 0));
}

int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

/* Names */

static int opened(int folder, const char *path, int flags, mode_t mode) {
    REAL(int, "openat", int, const char *, int, ...);
    char at[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || !named(folder, path, at)) return real(folder, path, flags, mode);
    struct stat seen;
    int before = errno;
    int fresh = lstat(at, &seen) != 0;
    errno = before;
    if (!fresh && !(flags & O_TRUNC)) return real(folder, path, flags, mode);
    HELD(int, done = failing() ? -1 : real(folder, path, flags, mode);
        if (done >= 0 && fstat(done, &seen) == 0) {
            if (fresh) note('c', seen.st_ino, 0, at, (uint32_t)strlen(at), "", 0);
            else note('t', seen.st_ino, 0, "", 0, "", 0);
        });
}

#define OPENS(name, before, where, path)                                            \
    int name(before const char *path, int flags, ...) {                             \
        va_list rest; va_start(rest, flags);                                        \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;     \
        va_end(rest);                                                               \
        return opened(where, path, flags, mode);                                    \
    }
#define FOLDER int folder,
#define NONE
OPENS(open, NONE, AT_FDCWD, path)
OPENS(open64, NONE, AT_FDCWD, path)
OPENS(openat, FOLDER, folder, path)
OPENS(openat64, FOLDER, folder, path)

static int two(char kind, const char *one, const char *other, int (*real)(const char *, const char *)) {
    char from[PATH_MAX], to[PATH_MAX];
    if (!named(AT_FDCWD, other, to)) return real(one, other);
    whole(AT_FDCWD, one, from);
    struct stat seen = {0};
    int before = errno;
    lstat(from, &seen);
    errno = before;
    HELD(int, done = failing() ? -1 : real(one, other);
        if (done == 0) note(kind, seen.st_ino, 0, from, (uint32_t)strlen(from), to, (uint32_t)strlen(to)));
}

int rename(const char *one, const char *other) {
    REAL(int, "rename", const char *, const char *);
    return two('r', one, other, real);
}

int link(const char *one, const char *other) {
    REAL(int, "link", const char *, const char *);
    return two('l', one, other, real);
}

/* What Python calls for a link that is not followed. */
int linkat(int at, const char *one, int in, const char *other, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    char from[PATH_MAX], to[PATH_MAX];
    if (!named(in, other, to)) return real(at, one, in, other, flags);
    whole(at, one, from);
    HELD(int, done = failing() ? -1 : real(at, one, in, other, flags);
        if (done == 0) note('l', 0, 0, from, (uint32_t)strlen(from), to, (uint32_t)strlen(to)));
}

int renameat(int at, const char *one, int in, const char *other) {
    REAL(int, "renameat", int, const char *, int, const char *);
    char from[PATH_MAX], to[PATH_MAX];
    if (!named(in, other, to)) return real(at, one, in, other);
    whole(at, one, from);
    HELD(int, done = failing() ? -1 : real(at, one, in, other);
        if (done == 0) note('r', 0, 0, from, (uint32_t)strlen(from), to, (uint32_t)strlen(to)));
}

static int changed_name(char kind, const char *at, int (*work)(int, const char *, int), int f, const char *p, int x) {
    HELD(int, done = failing() ? -1 : work(f, p, x);
        if (done == 0) note(kind, 0, 0, at, (uint32_t)strlen(at), "", 0));
}

static int plain_unlinkat(int folder, const char *path, int how) {
    REAL(int, "unlinkat", int, const char *, int);
    return real(folder, path, how);
}

static int plain_mkdirat(int folder, const char *path, int mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    return real(folder, path, (mode_t)mode);
}

int unlinkat(int folder, const char *path, int how) {
    char at[PATH_MAX];
    if (!named(folder, path, at)) return plain_unlinkat(folder, path, how);
    return changed_name(how & AT_REMOVEDIR ? 'R' : 'u', at, plain_unlinkat, folder, path, how);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode) {
    char at[PATH_MAX];
    if (!named(folder, path, at)) return plain_mkdirat(folder, path, (int)mode);
    return changed_name('m', at, plain_mkdirat, folder, path, (int)mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
