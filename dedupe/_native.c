/* The hot loops of folding: texts to fingerprints, fingerprints to the evidence of a pair.

   dedupe/plain.py does the same in Python, value for value; tests hold the two together. Whatever a table or a
   threshold decides is handed in, so that nothing here can differ from the recipe. Little-endian machines only (the
   arrays travel as bytes); setup.py makes the extension optional, and dedupe/native.py falls back. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) && defined(__x86_64__) && defined(__linux__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

enum { GAP = 0, WORD = 1, SINGLE = 2, DENSE = 3, SKIP = 4, PIECE = 5, KINDS = 7, UPPER = 8, DIGIT = 16, STOP = 32 };
enum { PLAIN = 0, NAME = 1, NUMBER = 2, OPENING = 3 };
#define CODE_POINTS 0x32400 /* beyond lie no words: see dedupe/characters.py */
#define SAMPLE_BITS 33
#define SHORTEST_PIECE 2
#define LONGEST_PIECE 8
#define LONGEST_SITE 40 /* tokens between two shared runs that still face each other */
#define FACTOR 0x9E3779B97F4A7C15ULL
#define USUAL_WIDTH 5 /* words in a shingle of every recipe there is */
#define FIELDS 25

static inline uint64_t fmix64(uint64_t h) {
    h ^= h >> 33; h *= 0xFF51AFD7ED558CCDULL; h ^= h >> 33; h *= 0xC4CEB9FE1A85EC53ULL; h ^= h >> 33;
    return h;
}

static inline uint32_t fmix32(uint32_t h) {
    h ^= h >> 16; h *= 0x85EBCA6BU; h ^= h >> 13; h *= 0xC2B2AE35U; h ^= h >> 16;
    return h;
}

typedef struct { uint32_t *tokens, *starts, *ends; Py_ssize_t count; } Tokens;

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define FETCH(place) __builtin_prefetch(place)
#else
#define INLINE static inline
#define FETCH(place) ((void)(place))
#endif
#define LINE 64 /* bytes that a processor fetches at once */

INLINE uint8_t class_of(int kind, const uint8_t *classes, Py_UCS4 c) {
    return kind != PyUnicode_4BYTE_KIND || c < CODE_POINTS ? classes[c] : GAP;
}

/* Does a token end between the two letters? What they are decides, so that the same words are cut alike anywhere. */
static inline int parts(uint32_t before, uint32_t letter) { return fmix32(before << 16 ^ letter) & 1; }

/* Reads words of any script; starts and ends are filled where they are not NULL. */
INLINE void read_tokens_of(int kind, const void *data, Py_ssize_t length, const uint8_t *classes, const uint32_t *folds,
                        Tokens *out) {
    Py_ssize_t i = 0, count = 0;
    int fresh = 1; /* at the beginning of a sentence, where a capital says nothing */
    while (i < length) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        uint8_t first = class_of(kind, classes, c);
        int group = first & KINDS;
        if (group == GAP || group == SKIP) {
            if (first & STOP) fresh = 1;
            i++;
            continue;
        }
        uint64_t h = 0xCBF29CE484222325ULL;
        Py_ssize_t start = i, letters = 0;
        if (group == SINGLE) {
            h = (h ^ folds[c]) * 0x100000001B3ULL;
            i++;
            letters = 1;
        } else if (group == DENSE) { /* scripts without spaces and with small alphabets: three letters make a token */
            Py_ssize_t j = i;
            while (j < length && letters < 3) {
                Py_UCS4 d = PyUnicode_READ(kind, data, j);
                if ((class_of(kind, classes, d) & KINDS) != DENSE) break;
                h = (h ^ folds[d]) * 0x100000001B3ULL;
                letters++;
                j++;
            }
            i++;
        } else if (group == PIECE) { /* the same scripts, cut into pieces of a syllable or a short word */
            for (uint32_t before = 0; i < length && letters < LONGEST_PIECE; i++) {
                Py_UCS4 d = PyUnicode_READ(kind, data, i);
                int g = class_of(kind, classes, d) & KINDS;
                if (g == SKIP) continue;
                if (g != PIECE || (letters >= SHORTEST_PIECE && parts(before, folds[d]))) break;
                h = (h ^ folds[d]) * 0x100000001B3ULL;
                letters++;
                before = folds[d];
            }
        } else {
            while (i < length) {
                Py_UCS4 d = PyUnicode_READ(kind, data, i);
                int g = class_of(kind, classes, d) & KINDS;
                if (g == WORD) { h = (h ^ folds[d]) * 0x100000001B3ULL; letters++; }
                else if (g != SKIP) break;
                i++;
            }
        }
        uint32_t label = PLAIN;
        if (first & DIGIT) label = NUMBER;
        else if ((first & UPPER) && letters > 1) label = fresh ? OPENING : NAME;
        out->tokens[count] = (uint32_t)(fmix64(h) >> 34) << 2 | label;
        if (out->starts) { out->starts[count] = (uint32_t)start; out->ends[count] = (uint32_t)i; }
        count++;
        fresh = 0;
        if ((first & UPPER) && letters <= 2 && i < length && PyUnicode_READ(kind, data, i) == '.') i++; /* J. K. */
    }
    out->count = count;
}

/* Once for each width of character, as the width is asked for at every one. */
static void read_tokens(PyObject *text, const uint8_t *classes, const uint32_t *folds, Tokens *out) {
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND: read_tokens_of(PyUnicode_1BYTE_KIND, data, length, classes, folds, out); break;
    case PyUnicode_2BYTE_KIND: read_tokens_of(PyUnicode_2BYTE_KIND, data, length, classes, folds, out); break;
    default: read_tokens_of(PyUnicode_4BYTE_KIND, data, length, classes, folds, out);
    }
}

/* Shingle j is made of tokens j to j + width - 1; a text shorter than that is one shingle, an empty one none. */
static Py_ssize_t count_shingles(Py_ssize_t tokens, long width) {
    return tokens == 0 ? 0 : (tokens < width ? 1 : tokens - width + 1);
}

/* Shingle j as one number. Each number is of one shingle whether or not it is mixed: only who samples needs that. */
INLINE void join_tokens(const uint32_t *tokens, Py_ssize_t count, long width, int mixed, uint64_t *out) {
    Py_ssize_t n = count_shingles(count, width);
    if (n == 0) return;
    if (width == USUAL_WIDTH && count >= width) {
        /* Each word times a power of the factor, in two halves: short products, which compilers turn into SIMD. */
        const uint64_t two = FACTOR * FACTOR, three = two * FACTOR, four = three * FACTOR;
        for (Py_ssize_t j = 0; j < n; j++) {
            uint64_t a = tokens[j] >> 2, b = tokens[j + 1] >> 2, c = tokens[j + 2] >> 2, d = tokens[j + 3] >> 2;
            uint64_t low = a * (uint32_t)four + b * (uint32_t)three + c * (uint32_t)two + d * (uint32_t)FACTOR;
            uint64_t high = a * (four >> 32) + b * (three >> 32) + c * (two >> 32) + d * (FACTOR >> 32);
            uint64_t h = low + (high << 32) + (tokens[j + 4] >> 2);
            out[j] = mixed ? fmix64(h) : h;
        }
        return;
    }
    for (Py_ssize_t j = 0; j < n; j++) out[j] = 0;
    for (long q = 0; q < width; q++) {
        if (count < width) out[0] = out[0] * FACTOR + (q < count ? tokens[q] >> 2 : 0);
        else for (Py_ssize_t j = 0; j < n; j++) out[j] = out[j] * FACTOR + (tokens[j + q] >> 2);
    }
    if (mixed) for (Py_ssize_t j = 0; j < n; j++) out[j] = fmix64(out[j]);
}

WIDE static void make_shingles(const uint32_t *tokens, Py_ssize_t count, long width, uint64_t *out) {
    join_tokens(tokens, count, width, 1, out);
}

WIDE static void make_numbers(const uint32_t *tokens, Py_ssize_t count, long width, uint64_t *out) {
    join_tokens(tokens, count, width, 0, out);
}

WIDE static void sign(const uint32_t *mixed, Py_ssize_t n, const uint32_t *a, const uint32_t *b, Py_ssize_t permutations,
                      uint32_t *out) {
    for (Py_ssize_t p = 0; p < permutations; p++) {
        uint32_t x = a[p], y = b[p], least = 0xFFFFFFFFU;
        for (Py_ssize_t j = 0; j < n; j++) {
            uint32_t v = mixed[j] * x + y;
            least = v < least ? v : least;
        }
        out[p] = least;
    }
}

WIDE static void mix(const uint64_t *shingles, Py_ssize_t n, uint32_t *out) {
    for (Py_ssize_t j = 0; j < n; j++) out[j] = fmix32((uint32_t)shingles[j]);
}

/* Sorting without calls: most arrays here have a hundred values. Long ones are cut at a middle value first. */
#define DEFINE_SORT(NAME, TYPE) \
    static void NAME(TYPE *v, Py_ssize_t n) { \
        while (n > 24) { \
            TYPE x = v[0], y = v[n / 2], z = v[n - 1]; \
            TYPE pivot = x < y ? (y < z ? y : (x < z ? z : x)) : (x < z ? x : (y < z ? z : y)); \
            Py_ssize_t i = 0, j = n - 1; \
            while (i <= j) { \
                while (v[i] < pivot) i++; \
                while (pivot < v[j]) j--; \
                if (i <= j) { TYPE t = v[i]; v[i++] = v[j]; v[j--] = t; } \
            } \
            if (j + 1 < n - i) { NAME(v, j + 1); v += i; n -= i; } \
            else { NAME(v + i, n - i); n = j + 1; } \
        } \
        for (Py_ssize_t i = 1; i < n; i++) { \
            TYPE t = v[i]; \
            Py_ssize_t j = i; \
            while (j > 0 && t < v[j - 1]) { v[j] = v[j - 1]; j--; } \
            v[j] = t; \
        } \
    }

DEFINE_SORT(sort64, uint64_t)
DEFINE_SORT(sort32, uint32_t)

static Py_ssize_t unique32(uint32_t *values, Py_ssize_t n) {
    if (n == 0) return 0;
    sort32(values, n);
    Py_ssize_t k = 1;
    for (Py_ssize_t i = 1; i < n; i++) if (values[i] != values[i - 1]) values[k++] = values[i];
    return k;
}

/* Sorted by hash, the first place of each; the place of a sample is that of its shingle. */
static Py_ssize_t unique_samples(uint64_t *values, Py_ssize_t n) {
    if (n == 0) return 0;
    sort64(values, n);
    Py_ssize_t k = 1;
    for (Py_ssize_t i = 1; i < n; i++)
        if (values[i] >> (64 - SAMPLE_BITS) != values[k - 1] >> (64 - SAMPLE_BITS)) values[k++] = values[i];
    return k;
}

/* An open-addressing table of shingles: 32 bits of the hash and the first place that it was seen at. */
typedef struct { uint32_t tag; int32_t place; } Entry;
typedef struct { int32_t place, first; } Again;
#define SIEVE 8192 /* bits that tell most of the absent from the present without a probe */
typedef struct {
    Entry *entries;
    const uint64_t *shingles;
    Again *again; /* where it is not NULL: the places of shingles that stood at others before, rising */
    Py_ssize_t repeated;
    size_t mask, room;
    uint64_t sieve[SIEVE / 64];
} Table;

static inline int table_may_have(const Table *t, uint64_t key) {
    return t->sieve[key >> 16 & (SIEVE / 64 - 1)] >> (key >> 24 & 63) & 1;
}

static inline size_t table_slot(const Table *t, uint64_t key) {
    size_t i = (size_t)key & t->mask;
    uint32_t tag = (uint32_t)(key >> 32);
    while (t->entries[i].place >= 0 && (t->entries[i].tag != tag || t->shingles[t->entries[i].place] != key))
        i = (i + 1) & t->mask;
    return i;
}

static size_t slots_for(Py_ssize_t n) {
    size_t slots = 16;
    while (slots < (size_t)n * 2) slots *= 2;
    return slots;
}

/* Fills the table, whatever it held before; gives how many different shingles there are, -1 without memory. */
static Py_ssize_t table_fill(Table *t, const uint64_t *shingles, Py_ssize_t n) {
    size_t size = slots_for(n);
    Py_ssize_t distinct = 0;
    if (size > t->room) {
        PyMem_Free(t->entries);
        t->entries = PyMem_Malloc(size * sizeof *t->entries);
        t->room = t->entries ? size : 0;
        if (!t->entries) { PyErr_NoMemory(); return -1; }
    }
    t->mask = size - 1;
    t->repeated = 0;
    t->shingles = shingles;
    memset(t->entries, 0xFF, size * sizeof *t->entries);
    memset(t->sieve, 0, sizeof t->sieve);
    for (Py_ssize_t j = 0; j < n; j++) {
        uint64_t key = shingles[j];
        Entry *entry = &t->entries[table_slot(t, key)];
        if (entry->place < 0) { entry->tag = (uint32_t)(key >> 32); entry->place = (int32_t)j; distinct++; }
        else if (t->again) t->again[t->repeated++] = (Again){(int32_t)j, entry->place};
        t->sieve[key >> 16 & (SIEVE / 64 - 1)] |= 1ULL << (key >> 24 & 63);
    }
    return distinct;
}

/* How many different shingles there are; `seen` has room for `slots_for(n)`. */
static Py_ssize_t count_distinct(const uint64_t *shingles, Py_ssize_t n, uint64_t *seen) {
    size_t slots = slots_for(n), mask = slots - 1;
    Py_ssize_t distinct = 0;
    int zero = 0; /* a free slot holds 0 */
    memset(seen, 0, slots * sizeof *seen);
    for (Py_ssize_t j = 0; j < n; j++) {
        uint64_t key = shingles[j];
        size_t i = (size_t)key & mask;
        while (seen[i] && seen[i] != key) i = (i + 1) & mask;
        distinct += seen[i] != key;
        seen[i] = key;
        zero |= !key;
    }
    return distinct + zero;
}

static int check_tables(const Py_buffer *classes, const Py_buffer *folds) {
    if (classes->len == CODE_POINTS && folds->len == CODE_POINTS * 4) return 0;
    PyErr_SetString(PyExc_ValueError, "the tables of characters have the wrong size");
    return -1;
}

/* Room to work in, the same from call to call: asking the system for it each time costs as much as the work. Only one
   caller at a time has it, as none gives up the interpreter's lock in between. */
static void *bench(size_t size) {
    static void *room;
    static size_t held;
    if (size > held) {
        PyMem_Free(room);
        room = PyMem_Malloc(size);
        held = room ? size : 0;
        if (!room) PyErr_NoMemory();
    }
    return room;
}

PyDoc_STRVAR(fingerprint_doc,
"fingerprint(text, classes, folds, width, limit, a, b) -> (tokens, samples, anchors, signature, distinct)");

static PyObject *fingerprint(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds, a, b;
    long width;
    unsigned long long limit;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*lKy*y*", &text, &classes, &folds, &width, &limit, &a, &b)) return NULL;
    Py_ssize_t room = PyUnicode_GET_LENGTH(text) + 1, permutations = a.len / 4;
    size_t slots = slots_for(room);
    uint64_t *seen = bench(slots * sizeof *seen + ((size_t)room * 7 + (size_t)permutations) * sizeof(uint32_t));
    uint64_t *shingles = seen + slots;
    uint32_t *words = (uint32_t *)(shingles + 2 * room);
    if (!seen) goto done;
    if (check_tables(&classes, &folds) < 0) goto done;
    uint32_t *anchors = words + room, *mixed = anchors + room, *signature = mixed + room;
    uint64_t *samples = shingles + room;
    Tokens read = {words, NULL, NULL, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    Py_ssize_t n = count_shingles(read.count, width), sampled = 0, marked = 0;
    make_shingles(words, read.count, width, shingles);
    for (Py_ssize_t j = 0; j < n; j++) { /* without branches here and below: one in eight is anybody's guess */
        samples[sampled] = shingles[j] << (64 - SAMPLE_BITS) | (uint64_t)j;
        sampled += shingles[j] <= limit;
    }
    for (Py_ssize_t i = 0; i < read.count; i++) {
        uint32_t label = words[i] & 3;
        anchors[marked] = words[i];
        marked += (label == NAME) | (label == NUMBER);
    }
    mix(shingles, n, mixed);
    sampled = unique_samples(samples, sampled);
    marked = unique32(anchors, marked);
    sign(mixed, n, a.buf, b.buf, permutations, signature);
    Py_ssize_t distinct = count_distinct(shingles, n, seen);
    result = Py_BuildValue("(y#y#y#y#n)", (char *)words, read.count * 4, (char *)samples, sampled * 8,
                           (char *)anchors, marked * 4, (char *)signature, permutations * 4, distinct);
done:
    PyBuffer_Release(&classes); PyBuffer_Release(&folds); PyBuffer_Release(&a); PyBuffer_Release(&b);
    return result;
}

PyDoc_STRVAR(locate_doc, "locate(text, classes, folds) -> (tokens, starts, ends), offsets in code points");

static PyObject *locate(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*", &text, &classes, &folds)) return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), room = length + 1;
    uint32_t *words = PyMem_Malloc((size_t)room * 3 * sizeof(uint32_t));
    if (!words) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0) goto done;
    Tokens read = {words, words + room, words + 2 * room, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    Py_ssize_t size = read.count * 4;
    result = Py_BuildValue("(y#y#y#)", (char *)read.tokens, size, (char *)read.starts, size, (char *)read.ends, size);
done:
    PyMem_Free(words);
    PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}

PyDoc_STRVAR(words_doc, "words(text, classes, folds) -> the different words as sorted uint32");

static PyObject *words(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*", &text, &classes, &folds)) return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    uint32_t *found = PyMem_Malloc((size_t)(length + 1) * sizeof(uint32_t));
    if (!found) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0) goto done;
    Tokens read = {found, NULL, NULL, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    for (Py_ssize_t i = 0; i < read.count; i++) found[i] &= ~3U;
    result = PyBytes_FromStringAndSize((char *)found, unique32(found, read.count) * 4);
done:
    PyMem_Free(found);
    PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}

/* One side of a comparison: what is read of a Fingerprint, see dedupe/shingles.py for the order of its fields. */
enum {
    OUTLET_FIELD = 2, DISTINCT_FIELD = 3, TOKENS_FIELD = 4, SAMPLES_FIELD = 5, ANCHORS_FIELD = 6, TITLE_FIELD = 7,
    SIGNATURE_FIELD = 8, LEAST_FIELDS = 9
};
typedef struct {
    const uint32_t *tokens, *anchors, *title;
    Py_ssize_t token_count, anchor_count, title_count, shingle_count;
    int64_t names, numbers, distinct, outlet;
    int opening; /* is the title but the first words of the text? */
} Side;

static const uint32_t *read_array(PyObject *fingerprint, Py_ssize_t field, Py_ssize_t *count) {
    PyObject *bytes = PyTuple_GET_ITEM(fingerprint, field);
    if (!PyBytes_Check(bytes)) { PyErr_SetString(PyExc_TypeError, "arrays of a fingerprint are bytes"); return NULL; }
    *count = PyBytes_GET_SIZE(bytes) / 4;
    return (const uint32_t *)PyBytes_AS_STRING(bytes);
}

/* Are the first words of the text, as many as the title has, all words of the title? */
static int opens_text(const Side *s) {
    if (!s->title_count || s->token_count < s->title_count) return 0;
    for (Py_ssize_t i = 0, k; i < s->title_count; i++) {
        for (k = 0; k < s->title_count && s->title[k] != (s->tokens[i] & ~3U); k++) ;
        if (k == s->title_count) return 0;
    }
    return 1;
}

static int read_side(PyObject *fingerprint, long width, Side *s) {
    if (!PyTuple_Check(fingerprint) || PyTuple_GET_SIZE(fingerprint) < LEAST_FIELDS) {
        PyErr_SetString(PyExc_TypeError, "a side is a fingerprint");
        return -1;
    }
    s->outlet = PyLong_AsLongLong(PyTuple_GET_ITEM(fingerprint, OUTLET_FIELD));
    s->distinct = PyLong_AsLongLong(PyTuple_GET_ITEM(fingerprint, DISTINCT_FIELD));
    if (PyErr_Occurred() || !(s->tokens = read_array(fingerprint, TOKENS_FIELD, &s->token_count)) ||
        !(s->anchors = read_array(fingerprint, ANCHORS_FIELD, &s->anchor_count)) ||
        !(s->title = read_array(fingerprint, TITLE_FIELD, &s->title_count)))
        return -1;
    s->shingle_count = count_shingles(s->token_count, width);
    for (Py_ssize_t k = 0; k < s->anchor_count; k++) s->names += (s->anchors[k] & 3) == NAME;
    s->numbers = s->anchor_count - s->names;
    s->opening = opens_text(s);
    return 0;
}

INLINE void share_anchors(const Side *a, const Side *b, int64_t *out) {
    Py_ssize_t i = 0, j = 0;
    int64_t names = 0, both = 0;
    while (i < a->anchor_count && j < b->anchor_count) { /* without branches: which side is behind is anybody's guess */
        uint32_t x = a->anchors[i], y = b->anchors[j];
        both += x == y;
        names += (x == y) & ((x & 3) == NAME);
        i += x <= y;
        j += y <= x;
    }
    out[3] = a->names; out[4] = b->names; out[5] = names;
    out[6] = a->numbers; out[7] = b->numbers; out[8] = both - names;
}

INLINE void share_title(const Side *a, const Side *b, int64_t *out) {
    Py_ssize_t i = 0, j = 0;
    int64_t both = 0;
    out[13] = a->title_count; out[14] = b->title_count; out[22] = a->opening && b->opening;
    while (i < a->title_count && j < b->title_count) {
        uint32_t x = a->title[i], y = b->title[j];
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    out[15] = both;
}

/* Anchors of one label in x[0..m) that y[0..n) lacks; a capital that opens a sentence counts as a name there. */
static int64_t lacking(const uint32_t *x, Py_ssize_t m, const uint32_t *y, Py_ssize_t n, int number, int64_t *kept) {
    int64_t missing = 0;
    for (Py_ssize_t i = 0; i < m; i++) {
        uint32_t label = x[i] & 3;
        if (number ? label != NUMBER : (label != NAME && label != OPENING)) continue;
        int found = 0;
        for (Py_ssize_t j = 0; j < n && !found; j++) found = x[i] >> 2 == y[j] >> 2;
        if (found) (*kept)++; else missing++;
    }
    return missing;
}

/* Words of a that face other words of b, between two shared runs: were names and numbers exchanged? */
INLINE void face(const Side *a, Py_ssize_t from_a, Py_ssize_t to_a, const Side *b, Py_ssize_t from_b,
                        Py_ssize_t to_b, int64_t *out) {
    Py_ssize_t m = to_a - from_a, n = to_b - from_b;
    uint32_t named = 0, numbered = 0; /* most sites have neither: a word that was edited */
    if (m <= 0 || n <= 0 || m > LONGEST_SITE || n > LONGEST_SITE) return;
    for (Py_ssize_t i = from_a; i < to_a; i++) { named |= a->tokens[i] & 1; numbered |= (a->tokens[i] & 3) == NUMBER; }
    for (int number = named ? 0 : 1; number < 1 + (int)numbered; number++) {
        int64_t kept = 0, ignored = 0;
        int64_t x = lacking(a->tokens + from_a, m, b->tokens + from_b, n, number, &kept);
        int64_t y = x ? lacking(b->tokens + from_b, n, a->tokens + from_a, m, number, &ignored) : 0;
        out[number ? 11 : 9] += kept;
        out[number ? 12 : 10] += x < y ? x : y;
    }
}

/* Which of 64 equal slices of n places are covered for the greater part, by runs that rise and do not overlap. */
INLINE uint64_t slices(const int32_t *begins, const int32_t *ends, Py_ssize_t count, Py_ssize_t n) {
    uint64_t mask = 0;
    Py_ssize_t k = 0, from = 0, to = n / 64, hit = 0;
#define NEXT_SLICE \
    mask |= (uint64_t)((hit > 0) & (2 * hit >= to - from)) << k++; hit = 0; from = to; to = (k + 1) * n / 64
    for (Py_ssize_t r = 0; r < count; r++) {
        Py_ssize_t begin = begins[r], end = ends[r];
        while (to <= begin) { NEXT_SLICE; }
        while (to < end) { hit += to - (begin > from ? begin : from); NEXT_SLICE; }
        hit += end - (begin > from ? begin : from);
    }
    if (count) { NEXT_SLICE; }
#undef NEXT_SLICE
    return mask;
}

/* Anchors in tokens from..to: they lie in shared words, so they were kept. */
INLINE void keep_anchors(const uint32_t *tokens, Py_ssize_t from, Py_ssize_t to, int64_t *out) {
    int32_t names = 0, numbers = 0;
    for (Py_ssize_t t = from; t < to; t++) {
        names += tokens[t] & 1; /* NAME or OPENING */
        numbers += (tokens[t] & 3) == NUMBER;
    }
    out[9] += names;
    out[11] += numbers;
}

/* Runs of shingles that two sides share: from a place in a, from and to places in b; then the same as places of a. */
typedef struct {
    const uint64_t *shingles; /* of b */
    int32_t *at, *begins, *ends, *from, *to;
    uint64_t *order;
} Runs;

INLINE Py_ssize_t same_for(const uint64_t *x, const uint64_t *y, Py_ssize_t most) {
    Py_ssize_t run = 1;
    while (run + 4 <= most && !((x[run] ^ y[run]) | (x[run + 1] ^ y[run + 1]) | (x[run + 2] ^ y[run + 2]) |
                                (x[run + 3] ^ y[run + 3])))
        run += 4;
    while (run < most && x[run] == y[run]) run++;
    return run;
}

/* Of a shingle that a has several times, the first place counts. */
INLINE Py_ssize_t find_runs(const Side *a, const Table *table, const Side *b, Runs *runs) {
    const uint64_t *x = table->shingles, *y = runs->shingles;
    Py_ssize_t n = a->shingle_count, m = b->shingle_count, count = 0;
    for (Py_ssize_t j = 0; j < m;) {
        while (j + 4 <= m && !(table_may_have(table, y[j]) | table_may_have(table, y[j + 1]) |
                               table_may_have(table, y[j + 2]) | table_may_have(table, y[j + 3])))
            j += 4;
        while (j < m && !table_may_have(table, y[j])) j++;
        if (j == m) break;
        Py_ssize_t i = table->entries[table_slot(table, y[j])].place;
        if (i < 0) { j++; continue; }
        runs->at[count] = (int32_t)i;
        runs->begins[count] = (int32_t)j;
        j += same_for(x + i, y + j, n - i < m - j ? n - i : m - j);
        runs->ends[count++] = (int32_t)j;
    }
    return count;
}

/* The first `count` of runs->order, from << 32 | to, rising as places of a, those that overlap or adjoin as one. */
static Py_ssize_t in_order(const Runs *runs, Py_ssize_t count) {
    Py_ssize_t kept = 0;
    sort64(runs->order, count);
    for (Py_ssize_t r = 0; r < count; r++) {
        int32_t from = (int32_t)(runs->order[r] >> 32), to = (int32_t)runs->order[r];
        if (kept && from <= runs->to[kept - 1]) {
            if (to > runs->to[kept - 1]) runs->to[kept - 1] = to;
        } else {
            runs->from[kept] = from;
            runs->to[kept++] = to;
        }
    }
    return kept;
}

/* The runs as places of a, and the first place of each shingle in them; gives how many these are, and in `shared` how
   many different shingles there are. No more than n + 1 are in order: between two that do not adjoin lies a place. */
INLINE Py_ssize_t in_first(const Runs *runs, Py_ssize_t count, const Table *table, int64_t *shared) {
    for (Py_ssize_t r = 0; r < count; r++)
        runs->order[r] = (uint64_t)runs->at[r] << 32 | (uint64_t)(runs->at[r] + runs->ends[r] - runs->begins[r]);
    Py_ssize_t kept = in_order(runs, count), again = 0;
    for (Py_ssize_t k = 0, r = 0; k < table->repeated && r < kept; k++) {
        int32_t place = table->again[k].place, first = table->again[k].first;
        while (r < kept && runs->to[r] <= place) r++;
        if (r < kept && runs->from[r] <= place) runs->order[kept + again++] = (uint64_t)first << 32 | (uint64_t)(first + 1);
    }
    if (again) {
        for (Py_ssize_t r = 0; r < kept; r++) runs->order[r] = (uint64_t)runs->from[r] << 32 | (uint64_t)runs->to[r];
        kept = in_order(runs, kept + again);
    }
    *shared = -again;
    for (Py_ssize_t r = 0; r < kept; r++) *shared += runs->to[r] - runs->from[r];
    return kept;
}

INLINE void align(const Side *a, const Table *table, const Side *b, long width, Runs *runs, int64_t *out) {
    Py_ssize_t count = find_runs(a, table, b, runs), n = a->shingle_count, end_i = 0, reach = 0;
    int64_t shared = 0;
    out[16] = count ? runs->at[0] : -1;
    out[17] = count ? runs->begins[0] : -1;
    out[23] = count;
    for (Py_ssize_t r = 0; r < count; r++) {
        Py_ssize_t i = runs->at[r], j = runs->begins[r], end = runs->ends[r], run = end - j;
        if (r && i < end_i) out[24]++;
        else if (r) face(a, end_i - 1 + width, i, b, runs->ends[r - 1] - 1 + width, j, out);
        if (run > out[18]) out[18] = run;
        end_i = i + run;
        Py_ssize_t last = end - 1 + width < b->token_count ? end - 1 + width : b->token_count;
        keep_anchors(b->tokens, reach > j ? reach : j, last, out);
        reach = last;
    }
    Py_ssize_t kept = in_first(runs, count, table, &shared);
    out[19] = (int64_t)slices(runs->from, runs->to, kept, n);
    out[20] = (int64_t)slices(runs->begins, runs->ends, count, b->shingle_count);
    out[0] = a->distinct; out[1] = b->distinct; out[2] = shared;
    out[21] = a->outlet != 0 && a->outlet == b->outlet;
}

WIDE static void compare_one(const Side *a, const Table *table, const Side *b, long width, Runs *runs, int64_t *out) {
    align(a, table, b, width, runs, out);
    share_anchors(a, b, out);
    share_title(a, b, out);
}

/* What the next comparison reads first lies anywhere: it is asked for while this one is made. */
INLINE void fetch_side(const Side *s) {
    for (int line = 0; line < 4; line++) FETCH((const char *)s->tokens + line * LINE);
    for (int line = 0; line < 3; line++) FETCH((const char *)s->anchors + line * LINE);
    FETCH(s->title);
}

PyDoc_STRVAR(compare_doc, "compare(fingerprints, pairs, width) -> each field of all pairs in a row, int64, as bytes");

static PyObject *compare(PyObject *module, PyObject *args) {
    PyObject *given, *result = NULL;
    Py_buffer pairs;
    long width;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y*l", &PyList_Type, &given, &pairs, &width)) return NULL;
    Py_ssize_t count = PyList_GET_SIZE(given), rows = pairs.len / 8, longest = 0;
    const int32_t *pair = pairs.buf;
    Side *sides = PyMem_Calloc((size_t)count + 1, sizeof *sides);
    Table table = {0};
    Runs runs = {NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    uint64_t *firsts, *seconds;
    int32_t filled = -1;
    if (!sides) { PyErr_NoMemory(); goto done; }
    for (Py_ssize_t k = 0; k < count; k++) {
        if (read_side(PyList_GET_ITEM(given, k), width, &sides[k]) < 0) goto done;
        if (sides[k].shingle_count > longest) longest = sides[k].shingle_count;
    }
    runs.order = PyMem_Malloc((size_t)(longest + 1) * (3 * sizeof *runs.order + 5 * sizeof *runs.at));
    table.again = PyMem_Malloc((size_t)(longest + 1) * sizeof *table.again);
    result = PyBytes_FromStringAndSize(NULL, rows * FIELDS * 8);
    if (!runs.order || !table.again || !result) { Py_CLEAR(result); PyErr_NoMemory(); goto done; }
    firsts = runs.order + longest + 1;
    runs.shingles = seconds = firsts + longest + 1;
    runs.at = (int32_t *)(seconds + longest + 1);
    runs.begins = runs.at + longest + 1;
    runs.ends = runs.begins + longest + 1;
    runs.from = runs.ends + longest + 1;
    runs.to = runs.from + longest + 1;
    int64_t *out = (int64_t *)PyBytes_AS_STRING(result);
    for (Py_ssize_t k = 0; k < rows; k++, pair += 2) {
        int64_t row[FIELDS] = {0};
        if (pair[0] < 0 || pair[0] >= count || pair[1] < 0 || pair[1] >= count) {
            Py_CLEAR(result);
            PyErr_SetString(PyExc_IndexError, "a pair names no side");
            goto done;
        }
        Side *a = &sides[pair[0]], *b = &sides[pair[1]];
        if (filled != pair[0]) {
            make_numbers(a->tokens, a->token_count, width, firsts);
            if (table_fill(&table, firsts, a->shingle_count) < 0) { Py_CLEAR(result); goto done; }
            filled = pair[0];
        }
        make_numbers(b->tokens, b->token_count, width, seconds); /* sooner made again than fetched from far */
        if (k + 1 < rows && pair[3] >= 0 && pair[3] < count) fetch_side(&sides[pair[3]]);
        compare_one(a, &table, b, width, &runs, row);
        for (int field = 0; field < FIELDS; field++) out[field * rows + k] = row[field];
    }
done:
    PyMem_Free(sides); PyMem_Free(runs.order); PyMem_Free(table.entries); PyMem_Free(table.again);
    PyBuffer_Release(&pairs);
    return result;
}

/* The samples of a fingerprint, sorted by the hash in their upper bits; NULL with an error set where it has none. */
static const uint64_t *read_samples(PyObject *fingerprint, Py_ssize_t *count) {
    PyObject *samples = PyTuple_Check(fingerprint) && PyTuple_GET_SIZE(fingerprint) >= LEAST_FIELDS
        ? PyTuple_GET_ITEM(fingerprint, SAMPLES_FIELD) : NULL;
    if (!samples || !PyBytes_Check(samples)) {
        PyErr_SetString(PyExc_TypeError, "a side is a fingerprint");
        return NULL;
    }
    *count = PyBytes_GET_SIZE(samples) / 8;
    return (const uint64_t *)PyBytes_AS_STRING(samples);
}

PyDoc_STRVAR(common_doc, "common(fingerprints, pairs) -> how many samples both of each pair have, int32 as bytes");

static PyObject *common(PyObject *module, PyObject *args) {
    PyObject *given, *result = NULL;
    Py_buffer pairs;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y*", &PyList_Type, &given, &pairs)) return NULL;
    Py_ssize_t count = PyList_GET_SIZE(given), rows = pairs.len / 8;
    const int32_t *pair = pairs.buf;
    if (!(result = PyBytes_FromStringAndSize(NULL, rows * 4))) goto done;
    int32_t *out = (int32_t *)PyBytes_AS_STRING(result);
    for (Py_ssize_t k = 0; k < rows; k++, pair += 2) {
        Py_ssize_t m = 0, n = 0, i = 0, j = 0;
        int32_t both = 0;
        if (pair[0] < 0 || pair[0] >= count || pair[1] < 0 || pair[1] >= count) {
            Py_CLEAR(result);
            PyErr_SetString(PyExc_IndexError, "a pair names no side");
            goto done;
        }
        const uint64_t *x = read_samples(PyList_GET_ITEM(given, pair[0]), &m);
        const uint64_t *y = x ? read_samples(PyList_GET_ITEM(given, pair[1]), &n) : NULL;
        if (!y) { Py_CLEAR(result); goto done; }
        while (i < m && j < n) { /* without branches, as for anchors */
            uint64_t one = x[i] >> (64 - SAMPLE_BITS), other = y[j] >> (64 - SAMPLE_BITS);
            both += one == other;
            i += one <= other;
            j += other <= one;
        }
        out[k] = both;
    }
done:
    PyBuffer_Release(&pairs);
    return result;
}

typedef struct { int32_t i, j, length; } Run;

/* Keeps the longest runs, at equal length those that begin first in a, sorted. */
static Py_ssize_t keep_longest(Run *best, Py_ssize_t kept, Py_ssize_t most, Run run) {
    Py_ssize_t at = kept;
    while (at > 0 && (best[at - 1].length < run.length || (best[at - 1].length == run.length && best[at - 1].i > run.i))) at--;
    if (at >= most) return kept;
    if (kept < most) kept++;
    memmove(best + at + 1, best + at, (size_t)(kept - at - 1) * sizeof *best);
    best[at] = run;
    return kept;
}

/* The longest runs of shingles that the table's text and y share, sorted; gives how many. `best` has room for one more. */
static Py_ssize_t longest_runs(const Table *table, Py_ssize_t n, const uint64_t *y, Py_ssize_t m, Run *best, Py_ssize_t most) {
    const uint64_t *x = table->shingles;
    Py_ssize_t kept = 0;
    for (Py_ssize_t j = 0; j < m;) {
        int32_t place = table_may_have(table, y[j]) ? table->entries[table_slot(table, y[j])].place : -1;
        if (place < 0) { j++; continue; }
        Run run = {place, (int32_t)j, 1};
        run.length = (int32_t)same_for(x + place, y + j, n - place < m - j ? n - place : m - j);
        kept = keep_longest(best, kept, most, run);
        j += run.length;
    }
    return kept;
}

PyDoc_STRVAR(shared_runs_doc,
"shared_runs(tokens_a, tokens_b, width, most) -> (i, j, shingles) of int32 for each of the longest runs, as bytes");

static PyObject *shared_runs(PyObject *module, PyObject *args) {
    PyObject *first, *second, *result = NULL;
    long width;
    Py_ssize_t most;
    (void)module;
    if (!PyArg_ParseTuple(args, "SSln", &first, &second, &width, &most)) return NULL;
    const uint32_t *a = (const uint32_t *)PyBytes_AS_STRING(first), *b = (const uint32_t *)PyBytes_AS_STRING(second);
    Py_ssize_t tokens_a = PyBytes_GET_SIZE(first) / 4, tokens_b = PyBytes_GET_SIZE(second) / 4;
    Py_ssize_t n = count_shingles(tokens_a, width), m = count_shingles(tokens_b, width);
    uint64_t *x = PyMem_Malloc((size_t)(n + 1) * 8), *y = PyMem_Malloc((size_t)(m + 1) * 8);
    Run *best = most < 0 ? NULL : PyMem_Calloc((size_t)most + 1, sizeof *best);
    Table table = {0};
    if (!x || !y || !best) { PyErr_NoMemory(); goto done; }
    make_numbers(a, tokens_a, width, x);
    make_numbers(b, tokens_b, width, y);
    if (table_fill(&table, x, n) < 0) goto done;
    result = PyBytes_FromStringAndSize((char *)best, longest_runs(&table, n, y, m, best, most) * (Py_ssize_t)sizeof *best);
done:
    PyMem_Free(table.entries);
    PyMem_Free(x); PyMem_Free(y); PyMem_Free(best);
    return result;
}

/* A text between its first pair, at which it is read, and its last. */
typedef struct { Tokens read; Py_ssize_t last; } Located;

static int locate_once(PyObject *text, const Py_buffer *classes, const Py_buffer *folds, Located *out) {
    size_t room = (size_t)PyUnicode_GET_LENGTH(text) + 1;
    uint32_t *words = out->read.tokens ? NULL : bench(room * 3 * sizeof *words);
    if (!words) return out->read.tokens ? 0 : -1;
    Tokens read = {words, words + room, words + 2 * room, 0};
    read_tokens(text, classes->buf, folds->buf, &read);
    size_t count = (size_t)read.count;
    uint32_t *kept = PyMem_Malloc((count * 3 + 1) * sizeof *kept);
    if (!kept) { PyErr_NoMemory(); return -1; }
    memcpy(kept, read.tokens, count * sizeof *kept);
    memcpy(kept + count, read.starts, count * sizeof *kept);
    memcpy(kept + 2 * count, read.ends, count * sizeof *kept);
    out->read = (Tokens){kept, kept + count, kept + 2 * count, read.count};
    return 0;
}

/* Makes the shingles in memory that grows, to `room` places; NULL without memory. */
static uint64_t *shingles_in(uint64_t **held, Py_ssize_t *room, const Tokens *read, long width) {
    Py_ssize_t n = count_shingles(read->count, width);
    if (n > *room || !*held) {
        PyMem_Free(*held);
        *held = PyMem_Malloc((size_t)(n + 1) * 2 * sizeof **held);
        *room = *held ? 2 * n : 0;
        if (!*held) { PyErr_NoMemory(); return NULL; }
    }
    make_shingles(read->tokens, read->count, width, *held);
    return *held;
}

#define LONGEST_ESCAPE 6 /* of a character in JSON: \u001f */
#define BESIDE 32        /* characters of JSON beside a passage: two numbers, quotation marks, brackets and commas */

static Py_UCS4 *put(Py_UCS4 *at, const char *signs) {
    while (*signs) *at++ = (unsigned char)*signs++;
    return at;
}

static Py_UCS4 *put_number(Py_UCS4 *at, uint32_t number) {
    char digits[11];
    int first = 10;
    digits[first] = 0;
    do { digits[--first] = (char)('0' + number % 10); number /= 10; } while (number);
    return put(at, digits + first);
}

static Py_UCS4 *put_escaped(Py_UCS4 *at, Py_UCS4 c) {
    static const char hexadecimal[] = "0123456789abcdef";
    switch (c) {
    case '"': return put(at, "\\\"");
    case '\\': return put(at, "\\\\");
    case '\b': return put(at, "\\b");
    case '\f': return put(at, "\\f");
    case '\n': return put(at, "\\n");
    case '\r': return put(at, "\\r");
    case '\t': return put(at, "\\t");
    default:
        at = put(at, "\\u00");
        *at++ = (Py_UCS4)hexadecimal[c >> 4 & 15];
        *at++ = (Py_UCS4)hexadecimal[c & 15];
        return at;
    }
}

/* A passage of a text in quotation marks, cut where it is longer than `longest` characters, which are one or more. */
static Py_UCS4 *put_passage(Py_UCS4 *at, PyObject *text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t longest) {
    int kind = PyUnicode_KIND(text), cut = end - start > longest;
    const void *data = PyUnicode_DATA(text);
    if (cut) end = start + longest - 1;
    while (cut && end > start && Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end - 1))) end--;
    *at++ = '"';
    for (Py_ssize_t i = start; i < end; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c < ' ' || c == '"' || c == '\\') at = put_escaped(at, c);
        else *at++ = c;
    }
    if (cut) *at++ = 0x2026; /* an ellipsis */
    *at++ = '"';
    return at;
}

/* `[["…", 12, 34], …]`: the runs as passages of a text, where they begin in it and where in the other. */
static PyObject *passages_as_json(PyObject *text, const Tokens *a, const Tokens *b, const Run *runs, Py_ssize_t count,
                                  long width, Py_ssize_t longest, Py_UCS4 *json) {
    Py_UCS4 *at = put(json, "[");
    for (Py_ssize_t r = 0; r < count; r++) {
        Py_ssize_t last = runs[r].i + runs[r].length + width - 2;
        if (last > a->count - 1) last = a->count - 1;
        at = put_passage(put(at, r ? ", [" : "["), text, a->starts[runs[r].i], a->ends[last], longest);
        at = put_number(put(at, ", "), a->starts[runs[r].i]);
        at = put(put_number(put(at, ", "), b->starts[runs[r].j]), "]");
    }
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, json, put(at, "]") - json);
}

/* Where each text is asked for last; -1 with an error set where pairs or texts are none. */
static int note_last(PyObject *texts, const int32_t *pair, Py_ssize_t rows, Located *located) {
    Py_ssize_t count = PyList_GET_SIZE(texts);
    for (Py_ssize_t k = 0; k < count; k++) {
        if (PyUnicode_Check(PyList_GET_ITEM(texts, k))) continue;
        PyErr_SetString(PyExc_TypeError, "a text is a string");
        return -1;
    }
    for (Py_ssize_t k = 0; k < 2 * rows; k++) {
        if (pair[k] >= 0 && pair[k] < count) { located[pair[k]].last = k / 2; continue; }
        PyErr_SetString(PyExc_IndexError, "a pair names no text");
        return -1;
    }
    return 0;
}

PyDoc_STRVAR(passages_doc,
"passages(texts, pairs, classes, folds, width, most, longest) -> for each pair JSON of its longest passages");

static PyObject *passages(PyObject *module, PyObject *args) {
    PyObject *texts, *result = NULL;
    Py_buffer pairs, classes, folds;
    long width;
    Py_ssize_t most, longest;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y*y*y*lnn", &PyList_Type, &texts, &pairs, &classes, &folds, &width, &most, &longest))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(texts), rows = pairs.len / 8, room_x = 0, room_y = 0;
    const int32_t *pair = pairs.buf;
    uint64_t *x = NULL, *y = NULL;
    Table table = {0};
    int32_t filled = -1;
    int sound = width > 0 && most >= 0 && most <= 1000 && longest > 0 && longest <= 100000;
    size_t room = ((size_t)most * ((size_t)longest * LONGEST_ESCAPE + BESIDE) + 2) * sizeof(Py_UCS4);
    Located *located = PyMem_Calloc((size_t)count + 1, sizeof *located);
    Run *best = sound ? PyMem_Calloc((size_t)most + 1, sizeof *best) : NULL;
    Py_UCS4 *json = sound ? PyMem_Malloc(room) : NULL;
    if (!sound) { PyErr_SetString(PyExc_ValueError, "no such width, number of passages or of characters"); goto done; }
    if (!located || !best || !json) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0 || note_last(texts, pair, rows, located) < 0) goto done;
    if (!(result = PyList_New(rows))) goto done;
    for (Py_ssize_t k = 0; k < rows; k++, pair += 2) {
        Located *a = &located[pair[0]], *b = &located[pair[1]];
        PyObject *text = PyList_GET_ITEM(texts, pair[0]), *told = NULL;
        if (locate_once(text, &classes, &folds, a) == 0 &&
            locate_once(PyList_GET_ITEM(texts, pair[1]), &classes, &folds, b) == 0 &&
            (filled == pair[0] || (shingles_in(&x, &room_x, &a->read, width) &&
                                   table_fill(&table, x, count_shingles(a->read.count, width)) >= 0)) &&
            shingles_in(&y, &room_y, &b->read, width)) {
            Py_ssize_t found = longest_runs(&table, count_shingles(a->read.count, width), y,
                                            count_shingles(b->read.count, width), best, most);
            told = passages_as_json(text, &a->read, &b->read, best, found, width, longest, json);
        }
        if (!told) { Py_CLEAR(result); goto done; }
        PyList_SET_ITEM(result, k, told);
        filled = pair[0];
        if (a->last == k) { PyMem_Free(a->read.tokens); a->read.tokens = NULL; }
        if (b->last == k) { PyMem_Free(b->read.tokens); b->read.tokens = NULL; }
    }
done:
    for (Py_ssize_t k = 0; located && k < count; k++) PyMem_Free(located[k].read.tokens);
    PyMem_Free(located); PyMem_Free(best); PyMem_Free(json); PyMem_Free(table.entries); PyMem_Free(x); PyMem_Free(y);
    PyBuffer_Release(&pairs); PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}

/* A posting: 34 bits of hash, 4 of priority (the highest first), 26 of an id; see dedupe/lsh.py. */
#define HASH_SHIFT 30
#define ID_BITS 26
#define IDS ((1ULL << ID_BITS) - 1)
#define ROWS ((1ULL << HASH_SHIFT) - 1)
#define BAND (1ULL << SAMPLE_BITS)

/* Numbers in a bytearray that grows: what is found is handed over where it lies, as new memory costs more than a copy. */
typedef struct { PyObject *held; uint64_t *values; size_t count, room; } Pile;

static int pile_up(Pile *pile, uint64_t value) {
    if (pile->count == pile->room) {
        size_t room = pile->room ? pile->room * 2 : 1 << 16;
        if (!pile->held) pile->held = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(room * 8));
        else if (PyByteArray_Resize(pile->held, (Py_ssize_t)(room * 8)) < 0) return -1;
        if (!pile->held) return -1;
        pile->values = (uint64_t *)PyByteArray_AS_STRING(pile->held);
        pile->room = room;
    }
    pile->values[pile->count++] = value;
    return 0;
}

/* What was piled up, which then belongs to the caller. */
static PyObject *piled(Pile *pile) {
    PyObject *held = pile->held;
    pile->held = NULL;
    if (!held) return PyByteArray_FromStringAndSize(NULL, 0);
    if (PyByteArray_Resize(held, (Py_ssize_t)(pile->count * 8)) < 0) Py_CLEAR(held);
    return held;
}

PyDoc_STRVAR(find_doc, "find(keys, values) -> where each of the rising values would lie in the sorted keys, int64");

static PyObject *find(PyObject *module, PyObject *args) {
    Py_buffer keys, values;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*", &keys, &values)) return NULL;
    const uint64_t *key = keys.buf, *value = values.buf;
    Py_ssize_t n = keys.len / 8, m = values.len / 8, at = 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, m * 8);
    if (!result) goto done;
    int64_t *out = (int64_t *)PyBytes_AS_STRING(result);
    for (Py_ssize_t i = 0; i < m; i++) { /* in leaps from the last place, each twice as long, then by halves */
        Py_ssize_t leap = 1, low = at, high = at;
        while (high < n && key[high] < value[i]) { low = high + 1; high += leap; leap *= 2; }
        if (high > n) high = n;
        while (low < high) {
            Py_ssize_t middle = low + (high - low) / 2;
            if (key[middle] < value[i]) low = middle + 1; else high = middle;
        }
        out[i] = at = low;
    }
done:
    PyBuffer_Release(&keys); PyBuffer_Release(&values);
    return result;
}

PyDoc_STRVAR(hold_doc, "hold(fingerprints, bands, rows) -> hash << 30 | place of all samples and bands, as uint64");

static PyObject *hold(PyObject *module, PyObject *args) {
    PyObject *given;
    Py_ssize_t bands, rows, total = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!nn", &PyList_Type, &given, &bands, &rows)) return NULL;
    Py_ssize_t count = PyList_GET_SIZE(given);
    for (Py_ssize_t row = 0, samples; row < count; row++, total += samples + bands)
        if (!read_samples(PyList_GET_ITEM(given, row), &samples)) return NULL;
    PyObject *result = PyByteArray_FromStringAndSize(NULL, total * 8);
    if (!result) return NULL;
    uint64_t *out = (uint64_t *)PyByteArray_AS_STRING(result), *begin = out;
    for (Py_ssize_t row = 0, samples, values; row < count; row++) {
        PyObject *fingerprint = PyList_GET_ITEM(given, row);
        const uint64_t *sample = read_samples(fingerprint, &samples);
        for (Py_ssize_t k = 0; k < samples; k++) *out++ = sample[k] >> (64 - SAMPLE_BITS) << HASH_SHIFT | (uint64_t)row;
        if (PyLong_AsLongLong(PyTuple_GET_ITEM(fingerprint, DISTINCT_FIELD)) == 0) continue;
        const uint32_t *value = read_array(fingerprint, SIGNATURE_FIELD, &values);
        if (!value || values < bands * rows) {
            Py_DECREF(result);
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "a signature is shorter than its bands");
            return NULL;
        }
        for (Py_ssize_t band = 0; band < bands; band++) {
            uint64_t h = (uint64_t)band;
            for (Py_ssize_t k = 0; k < rows; k++) {
                h = h * FACTOR ^ *value++;
                h ^= h >> 29;
                h *= 0xBF58476D1CE4E5B9ULL;
            }
            *out++ = (h >> (64 - SAMPLE_BITS) | BAND) << HASH_SHIFT | (uint64_t)row;
        }
    }
    if (PyByteArray_Resize(result, (Py_ssize_t)((char *)out - (char *)begin)) < 0) Py_CLEAR(result);
    return result;
}

PyDoc_STRVAR(meet_doc, "meet(packed, levels, ranks, found, since, rare) -> own << 28 | other << 2 | is it rare << 1 | is it a band, as uint64");

static PyObject *meet(PyObject *module, PyObject *args) {
    Py_buffer packed, levels, ranks, found;
    unsigned long long since;
    int rare;
    PyObject *result = NULL;
    Pile met = {NULL, NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*y*Ki", &packed, &levels, &ranks, &found, &since, &rare)) return NULL;
    const uint64_t *asked = packed.buf, *rank = ranks.buf, *keys = found.buf;
    const uint8_t *level = levels.buf;
    Py_ssize_t n = packed.len / 8, m = found.len / 8, at = 0;
    for (Py_ssize_t i = 0; i < n;) {
        uint64_t hash = asked[i] >> HASH_SHIFT, banded = hash >> SAMPLE_BITS;
        Py_ssize_t end = i, last;
        while (at < m && keys[at] >> HASH_SHIFT < hash) at++;
        for (last = at; last < m && keys[last] >> HASH_SHIFT == hash;) last++;
        for (; end < n && asked[end] >> HASH_SHIFT == hash; end++) {
            uint64_t mine = rank[asked[end] & ROWS], own = mine & IDS, floor = level[end];
            uint64_t marks = (uint64_t)(!banded && floor <= (uint64_t)rare) << 1 | banded;
            int stands = 15 - (mine >> ID_BITS) >= floor;
            for (Py_ssize_t k = at; k < last; k++) {
                uint64_t other = keys[k] & IDS;
                if (!stands && 15 - (keys[k] >> ID_BITS & 15) < floor) break;
                if (other > own || (other < own && other < since))
                    if (pile_up(&met, own << (ID_BITS + 2) | other << 2 | marks) < 0) goto done;
            }
        }
        i = end;
        at = last;
    }
    result = piled(&met);
done:
    Py_XDECREF(met.held);
    PyBuffer_Release(&packed); PyBuffer_Release(&levels); PyBuffer_Release(&ranks); PyBuffer_Release(&found);
    return result;
}

PyDoc_STRVAR(tally_doc, "tally(met, fewest) -> rows of (own, other, count, rare, banded) as int64");

static PyObject *tally(PyObject *module, PyObject *args) {
    Py_buffer met;
    long long fewest;
    PyObject *result = NULL;
    Pile rows = {NULL, NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "y*L", &met, &fewest)) return NULL;
    const uint64_t *values = met.buf;
    Py_ssize_t n = met.len / 8;
    for (Py_ssize_t i = 0; i < n;) {
        uint64_t pair = values[i] >> 2, banded = 0, rare = 0, all = 0;
        for (; i < n && values[i] >> 2 == pair; i++, all++) { banded += values[i] & 1; rare += values[i] >> 1 & 1; }
        if ((long long)(all - banded) < fewest && !banded) continue;
        if (pile_up(&rows, pair >> ID_BITS) < 0 || pile_up(&rows, pair & IDS) < 0 ||
            pile_up(&rows, all - banded) < 0 || pile_up(&rows, rare) < 0 ||
            pile_up(&rows, banded > 0) < 0) goto done;
    }
    result = piled(&rows);
done:
    Py_XDECREF(rows.held);
    PyBuffer_Release(&met);
    return result;
}

static int32_t root_of(int32_t *parent, int32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

static void unite(int32_t *parent, int32_t i, int32_t j) { /* under the smaller, so that a root is the first of its own */
    i = root_of(parent, i);
    j = root_of(parent, j);
    if (i < j) parent[j] = i; else parent[i] = j;
}

PyDoc_STRVAR(components_doc, "components(count, edges) -> for each node the first node that it hangs together with, int32");

static PyObject *components(PyObject *module, PyObject *args) {
    Py_buffer edges;
    Py_ssize_t count;
    PyObject *result;
    (void)module;
    if (!PyArg_ParseTuple(args, "ny*", &count, &edges)) return NULL;
    result = PyBytes_FromStringAndSize(NULL, count * 4);
    if (!result) goto done;
    int32_t *parent = (int32_t *)PyBytes_AS_STRING(result);
    const int32_t *edge = edges.buf;
    for (int32_t i = 0; i < count; i++) parent[i] = i;
    for (Py_ssize_t k = 0; k < edges.len / 8; k++, edge += 2) {
        if (edge[0] < 0 || edge[0] >= count || edge[1] < 0 || edge[1] >= count) {
            Py_CLEAR(result);
            PyErr_SetString(PyExc_IndexError, "an edge names no node");
            goto done;
        }
        unite(parent, edge[0], edge[1]);
    }
    for (int32_t i = 0; i < count; i++) parent[i] = root_of(parent, i);
done:
    PyBuffer_Release(&edges);
    return result;
}

PyDoc_STRVAR(kin_doc, "kin(near, ends, begins, mates) -> for each of `near` the first of its list it hangs together with, int32");

static PyObject *kin(PyObject *module, PyObject *args) {
    Py_buffer near, ends, begins, mates;
    PyObject *result = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*y*", &near, &ends, &begins, &mates)) return NULL;
    const int32_t *row = near.buf, *mate = mates.buf;
    const int64_t *end = ends.buf, *begin = begins.buf;
    Py_ssize_t lists = ends.len / 8, rows = begins.len / 8 - 1, total = near.len / 4, from = 0;
    result = PyBytes_FromStringAndSize(NULL, total * 4);
    if (!result) goto done;
    int32_t *parent = (int32_t *)PyBytes_AS_STRING(result);
    for (Py_ssize_t k = 0; k < lists; from = end[k++]) {
        if (end[k] < from || end[k] > total) { Py_CLEAR(result); PyErr_SetString(PyExc_IndexError, "a list ends nowhere"); goto done; }
        for (Py_ssize_t i = from; i < end[k]; i++) parent[i] = (int32_t)(i - from);
        for (Py_ssize_t i = from; i < end[k]; i++) {
            if (row[i] < 0 || row[i] >= rows) { Py_CLEAR(result); PyErr_SetString(PyExc_IndexError, "no such row"); goto done; }
            Py_ssize_t j = i + 1, m = begin[row[i]], last = begin[row[i] + 1];
            while (j < end[k] && m < last) { /* both rise */
                if (row[j] == mate[m]) unite(parent + from, (int32_t)(i - from), (int32_t)(j - from));
                int ahead = row[j] <= mate[m], behind = mate[m] <= row[j];
                j += ahead;
                m += behind;
            }
        }
        for (Py_ssize_t i = from; i < end[k]; i++) parent[i] = root_of(parent + from, (int32_t)(i - from));
    }
done:
    PyBuffer_Release(&near); PyBuffer_Release(&ends); PyBuffer_Release(&begins); PyBuffer_Release(&mates);
    return result;
}

static PyMethodDef methods[] = {
    {"fingerprint", fingerprint, METH_VARARGS, fingerprint_doc},
    {"locate", locate, METH_VARARGS, locate_doc},
    {"words", words, METH_VARARGS, words_doc},
    {"compare", compare, METH_VARARGS, compare_doc},
    {"common", common, METH_VARARGS, common_doc},
    {"find", find, METH_VARARGS, find_doc},
    {"hold", hold, METH_VARARGS, hold_doc},
    {"meet", meet, METH_VARARGS, meet_doc},
    {"tally", tally, METH_VARARGS, tally_doc},
    {"components", components, METH_VARARGS, components_doc},
    {"kin", kin, METH_VARARGS, kin_doc},
    {"shared_runs", shared_runs, METH_VARARGS, shared_runs_doc},
    {"passages", passages, METH_VARARGS, passages_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "dedupe._native", "The hot loops of folding; see dedupe.plain.", 0, methods, NULL, NULL, NULL, NULL,
};

#define LAYOUT 6 /* as in native.py: one more whenever what a loop takes or gives changes */

PyMODINIT_FUNC PyInit__native(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddIntConstant(module, "LAYOUT", LAYOUT) < 0) Py_CLEAR(module);
    return module;
}
