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

enum { GAP = 0, WORD = 1, SINGLE = 2, DENSE = 3, SKIP = 4, KINDS = 7, UPPER = 8, DIGIT = 16, STOP = 32 };
enum { PLAIN = 0, NAME = 1, NUMBER = 2, OPENING = 3 };
#define CODE_POINTS 0x110000
#define SAMPLE_BITS 33
#define LONGEST_SITE 40 /* tokens between two shared runs that still face each other */
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

/* Reads words of any script; starts and ends are filled where they are not NULL. */
static void read_tokens(int kind, const void *data, Py_ssize_t length, const uint8_t *classes, const uint32_t *folds,
                        Tokens *out) {
    Py_ssize_t i = 0, count = 0;
    int fresh = 1; /* at the beginning of a sentence, where a capital says nothing */
    while (i < length) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        uint8_t first = classes[c];
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
                if ((classes[d] & KINDS) != DENSE) break;
                h = (h ^ folds[d]) * 0x100000001B3ULL;
                letters++;
                j++;
            }
            i++;
        } else {
            while (i < length) {
                Py_UCS4 d = PyUnicode_READ(kind, data, i);
                int g = classes[d] & KINDS;
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

/* Shingle j is made of tokens j to j + width - 1; a text shorter than that is one shingle, an empty one none. */
static Py_ssize_t count_shingles(Py_ssize_t tokens, long width) {
    return tokens == 0 ? 0 : (tokens < width ? 1 : tokens - width + 1);
}

WIDE static void make_shingles(const uint32_t *tokens, Py_ssize_t count, long width, uint64_t *out) {
    Py_ssize_t n = count_shingles(count, width);
    if (n == 0) return;
    for (Py_ssize_t j = 0; j < n; j++) out[j] = 0;
    for (long q = 0; q < width; q++) { /* pass by pass, which compilers turn into SIMD */
        if (count < width) out[0] = out[0] * 0x9E3779B97F4A7C15ULL + (q < count ? tokens[q] >> 2 : 0);
        else for (Py_ssize_t j = 0; j < n; j++) out[j] = out[j] * 0x9E3779B97F4A7C15ULL + (tokens[j + q] >> 2);
    }
    for (Py_ssize_t j = 0; j < n; j++) out[j] = fmix64(out[j]);
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

static int by_value64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static int by_value32(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

static Py_ssize_t unique32(uint32_t *values, Py_ssize_t n) {
    if (n == 0) return 0;
    qsort(values, (size_t)n, sizeof *values, by_value32);
    Py_ssize_t k = 1;
    for (Py_ssize_t i = 1; i < n; i++) if (values[i] != values[i - 1]) values[k++] = values[i];
    return k;
}

/* Sorted by hash, the first place of each; the place of a sample is that of its shingle. */
static Py_ssize_t unique_samples(uint64_t *values, Py_ssize_t n) {
    if (n == 0) return 0;
    qsort(values, (size_t)n, sizeof *values, by_value64);
    Py_ssize_t k = 1;
    for (Py_ssize_t i = 1; i < n; i++)
        if (values[i] >> (64 - SAMPLE_BITS) != values[k - 1] >> (64 - SAMPLE_BITS)) values[k++] = values[i];
    return k;
}

/* An open-addressing table of shingles: 32 bits of the hash and the first place that it was seen at. */
typedef struct { uint32_t tag; int32_t place; } Entry;
#define SIEVE 8192 /* bits that tell most of the absent from the present without a probe */
typedef struct {
    Entry *entries;
    const uint64_t *shingles;
    int32_t *firsts; /* where it is not NULL: the first place of the shingle at each place */
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

/* Fills the table, whatever it held before; gives how many different shingles there are, -1 without memory. */
static Py_ssize_t table_fill(Table *t, const uint64_t *shingles, Py_ssize_t n) {
    size_t size = 16;
    Py_ssize_t distinct = 0;
    while (size < (size_t)n * 2) size *= 2;
    if (size > t->room) {
        PyMem_Free(t->entries);
        t->entries = PyMem_Malloc(size * sizeof *t->entries);
        t->room = t->entries ? size : 0;
        if (!t->entries) { PyErr_NoMemory(); return -1; }
    }
    t->mask = size - 1;
    t->shingles = shingles;
    memset(t->entries, 0xFF, size * sizeof *t->entries);
    memset(t->sieve, 0, sizeof t->sieve);
    for (Py_ssize_t j = 0; j < n; j++) {
        uint64_t key = shingles[j];
        Entry *entry = &t->entries[table_slot(t, key)];
        if (entry->place < 0) { entry->tag = (uint32_t)(key >> 32); entry->place = (int32_t)j; distinct++; }
        if (t->firsts) t->firsts[j] = entry->place;
        t->sieve[key >> 16 & (SIEVE / 64 - 1)] |= 1ULL << (key >> 24 & 63);
    }
    return distinct;
}

static int check_tables(const Py_buffer *classes, const Py_buffer *folds) {
    if (classes->len == CODE_POINTS && folds->len == CODE_POINTS * 4) return 0;
    PyErr_SetString(PyExc_ValueError, "the tables of characters have the wrong size");
    return -1;
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
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), room = length + 1, permutations = a.len / 4;
    uint32_t *words = PyMem_Malloc((size_t)room * 3 * sizeof(uint32_t) + (size_t)permutations * 4);
    uint64_t *shingles = PyMem_Malloc((size_t)room * 2 * sizeof(uint64_t));
    Table table = {0};
    if (!words || !shingles) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0) goto done;
    uint32_t *anchors = words + room, *mixed = anchors + room, *signature = mixed + room;
    uint64_t *samples = shingles + room;
    Tokens read = {words, NULL, NULL, 0};
    read_tokens(PyUnicode_KIND(text), PyUnicode_DATA(text), length, classes.buf, folds.buf, &read);
    Py_ssize_t n = count_shingles(read.count, width), sampled = 0, marked = 0;
    make_shingles(words, read.count, width, shingles);
    for (Py_ssize_t j = 0; j < n; j++) {
        mixed[j] = fmix32((uint32_t)shingles[j]);
        if (shingles[j] <= limit) samples[sampled++] = shingles[j] << (64 - SAMPLE_BITS) | (uint64_t)j;
    }
    for (Py_ssize_t i = 0; i < read.count; i++) {
        uint32_t label = words[i] & 3;
        if (label == NAME || label == NUMBER) anchors[marked++] = words[i];
    }
    sampled = unique_samples(samples, sampled);
    marked = unique32(anchors, marked);
    sign(mixed, n, a.buf, b.buf, permutations, signature);
    Py_ssize_t distinct = table_fill(&table, shingles, n);
    if (distinct < 0) goto done;
    result = Py_BuildValue("(y#y#y#y#n)", (char *)words, read.count * 4, (char *)samples, sampled * 8,
                           (char *)anchors, marked * 4, (char *)signature, permutations * 4, distinct);
done:
    PyMem_Free(table.entries);
    PyMem_Free(words); PyMem_Free(shingles);
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
    read_tokens(PyUnicode_KIND(text), PyUnicode_DATA(text), length, classes.buf, folds.buf, &read);
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
    read_tokens(PyUnicode_KIND(text), PyUnicode_DATA(text), length, classes.buf, folds.buf, &read);
    for (Py_ssize_t i = 0; i < read.count; i++) found[i] &= ~3U;
    result = PyBytes_FromStringAndSize((char *)found, unique32(found, read.count) * 4);
done:
    PyMem_Free(found);
    PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}

/* One side of a comparison: what Fingerprint.side() hands over. */
typedef struct {
    const uint32_t *tokens, *anchors, *title;
    const uint64_t *samples;
    const uint8_t *levels;
    uint64_t *shingles; /* NULL until they are needed */
    Py_ssize_t token_count, sample_count, anchor_count, title_count, shingle_count;
    long long distinct, outlet;
} Side;

static int read_side(PyObject *object, long width, Side *s) {
    PyObject *tokens, *samples, *levels, *anchors, *title;
    if (!PyTuple_Check(object)) { PyErr_SetString(PyExc_TypeError, "a side is a tuple"); return -1; }
    if (!PyArg_ParseTuple(object, "SSSSSLL", &tokens, &samples, &levels, &anchors, &title, &s->distinct, &s->outlet))
        return -1;
    s->tokens = (const uint32_t *)PyBytes_AS_STRING(tokens);
    s->samples = (const uint64_t *)PyBytes_AS_STRING(samples);
    s->levels = (const uint8_t *)PyBytes_AS_STRING(levels);
    s->anchors = (const uint32_t *)PyBytes_AS_STRING(anchors);
    s->title = (const uint32_t *)PyBytes_AS_STRING(title);
    s->token_count = PyBytes_GET_SIZE(tokens) / 4;
    s->sample_count = PyBytes_GET_SIZE(samples) / 8;
    s->anchor_count = PyBytes_GET_SIZE(anchors) / 4;
    s->title_count = PyBytes_GET_SIZE(title) / 4;
    s->shingle_count = count_shingles(s->token_count, width);
    if (PyBytes_GET_SIZE(levels) != s->sample_count) {
        PyErr_SetString(PyExc_ValueError, "a level for each sample, no more, no less");
        return -1;
    }
    return 0;
}

static void weigh(const Side *a, const Side *b, const int64_t *weights, int64_t *out) {
    Py_ssize_t i = 0, j = 0;
    int64_t shared = 0, all_a = 0, all_b = 0;
    while (i < a->sample_count && j < b->sample_count) {
        uint64_t x = a->samples[i] >> (64 - SAMPLE_BITS), y = b->samples[j] >> (64 - SAMPLE_BITS);
        if (x == y) { shared += weights[a->levels[i]]; i++; j++; }
        else if (x < y) i++;
        else j++;
    }
    for (i = 0; i < a->sample_count; i++) all_a += weights[a->levels[i]];
    for (j = 0; j < b->sample_count; j++) all_b += weights[b->levels[j]];
    out[3] = all_a; out[4] = all_b; out[5] = shared;
}

static void share_anchors(const Side *a, const Side *b, int64_t *out) {
    Py_ssize_t i = 0, j = 0;
    for (Py_ssize_t k = 0; k < a->anchor_count; k++) out[(a->anchors[k] & 3) == NAME ? 6 : 9]++;
    for (Py_ssize_t k = 0; k < b->anchor_count; k++) out[(b->anchors[k] & 3) == NAME ? 7 : 10]++;
    while (i < a->anchor_count && j < b->anchor_count) {
        if (a->anchors[i] == b->anchors[j]) { out[(a->anchors[i] & 3) == NAME ? 8 : 11]++; i++; j++; }
        else if (a->anchors[i] < b->anchors[j]) i++;
        else j++;
    }
}

static void share_title(const Side *a, const Side *b, int64_t *out) {
    Py_ssize_t i = 0, j = 0;
    out[16] = a->title_count; out[17] = b->title_count;
    while (i < a->title_count && j < b->title_count) {
        if (a->title[i] == b->title[j]) { out[18]++; i++; j++; }
        else if (a->title[i] < b->title[j]) i++;
        else j++;
    }
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
static void face(const Side *a, Py_ssize_t from_a, Py_ssize_t to_a, const Side *b, Py_ssize_t from_b, Py_ssize_t to_b,
                 int64_t *out) {
    Py_ssize_t m = to_a - from_a, n = to_b - from_b;
    if (m <= 0 || n <= 0 || m > LONGEST_SITE || n > LONGEST_SITE) return;
    for (int number = 0; number < 2; number++) {
        int64_t kept = 0, ignored = 0;
        int64_t x = lacking(a->tokens + from_a, m, b->tokens + from_b, n, number, &kept);
        int64_t y = lacking(b->tokens + from_b, n, a->tokens + from_a, m, number, &ignored);
        out[number ? 14 : 12] += kept;
        out[number ? 15 : 13] += x < y ? x : y;
    }
}

static uint64_t slices(const uint8_t *covered, Py_ssize_t n) {
    uint64_t mask = 0;
    for (int k = 0; k < 64; k++) {
        Py_ssize_t from = k * n / 64, to = (k + 1) * n / 64, hit = 0;
        for (Py_ssize_t i = from; i < to; i++) hit += covered[i];
        if (hit > 0 && 2 * hit >= to - from) mask |= 1ULL << k;
    }
    return mask;
}

static void align(const Side *a, const Table *table, const Side *b, long width, uint8_t *covered_a, uint8_t *covered_b,
                  int64_t *out) {
    const uint64_t *shingles = b->shingles;
    Py_ssize_t n = a->shingle_count, m = b->shingle_count, previous_i = -2, previous_j = -2, run = 0;
    int64_t shared = 0;
    memset(covered_a, 0, (size_t)n);
    memset(covered_b, 0, (size_t)m);
    out[19] = -1; out[20] = -1;
    for (Py_ssize_t j = 0; j < m; j++) {
        Py_ssize_t i, first;
        int follows = previous_j == j - 1 && previous_i + 1 < n && a->shingles[previous_i + 1] == shingles[j];
        if (follows) {
            i = previous_i + 1;
            first = table->firsts[i];
        } else {
            if (!table_may_have(table, shingles[j])) continue;
            i = first = table->entries[table_slot(table, shingles[j])].place;
            if (first < 0) continue;
        }
        if (!covered_a[first]) { covered_a[first] = 1; shared++; }
        covered_a[i] = 1;
        covered_b[j] = 1;
        if (follows) run++;
        else {
            if (previous_j < 0) { out[19] = i; out[20] = j; }
            else if (i > previous_i) face(a, previous_i + width, i, b, previous_j + width, j, out);
            run = 1;
        }
        if (run > out[21]) out[21] = run;
        previous_i = i;
        previous_j = j;
    }
    /* anchors that lie in shared words were kept */
    Py_ssize_t reach = 0;
    for (Py_ssize_t j = 0; j < m; j++) {
        if (!covered_b[j]) continue;
        Py_ssize_t end = j + width < b->token_count ? j + width : b->token_count;
        for (Py_ssize_t t = reach > j ? reach : j; t < end; t++) {
            uint32_t label = b->tokens[t] & 3;
            if (label == NUMBER) out[14]++;
            else if (label != PLAIN) out[12]++;
        }
        reach = end;
    }
    out[0] = a->distinct; out[1] = b->distinct; out[2] = shared;
    out[24] = a->outlet != 0 && a->outlet == b->outlet;
    out[22] = (int64_t)slices(covered_a, n);
    out[23] = (int64_t)slices(covered_b, m);
}

static int need_shingles(Side *s, long width) {
    if (s->shingles) return 0;
    s->shingles = PyMem_Malloc((size_t)(s->shingle_count + 1) * sizeof *s->shingles);
    if (!s->shingles) { PyErr_NoMemory(); return -1; }
    make_shingles(s->tokens, s->token_count, width, s->shingles);
    return 0;
}

PyDoc_STRVAR(compare_doc, "compare(sides, pairs, width, weights) -> one row of int64 a pair, as bytes");

static PyObject *compare(PyObject *module, PyObject *args) {
    PyObject *given, *result = NULL;
    Py_buffer pairs, weights;
    long width;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!y*ly*", &PyList_Type, &given, &pairs, &width, &weights)) return NULL;
    Py_ssize_t count = PyList_GET_SIZE(given), rows = pairs.len / 8, longest = 0;
    const int32_t *pair = pairs.buf;
    Side *sides = PyMem_Calloc((size_t)count + 1, sizeof *sides);
    Table table = {0};
    uint8_t *covered = NULL;
    int32_t filled = -1;
    if (!sides) { PyErr_NoMemory(); goto done; }
    for (Py_ssize_t k = 0; k < count; k++) {
        if (read_side(PyList_GET_ITEM(given, k), width, &sides[k]) < 0) goto done;
        if (sides[k].shingle_count > longest) longest = sides[k].shingle_count;
    }
    covered = PyMem_Malloc((size_t)(longest + 1) * 2);
    table.firsts = PyMem_Malloc((size_t)(longest + 1) * sizeof *table.firsts);
    result = PyBytes_FromStringAndSize(NULL, rows * FIELDS * 8);
    if (!covered || !table.firsts || !result) { Py_CLEAR(result); PyErr_NoMemory(); goto done; }
    int64_t *out = (int64_t *)PyBytes_AS_STRING(result);
    memset(out, 0, (size_t)rows * FIELDS * 8);
    for (Py_ssize_t k = 0; k < rows; k++, pair += 2, out += FIELDS) {
        if (pair[0] < 0 || pair[0] >= count || pair[1] < 0 || pair[1] >= count) {
            Py_CLEAR(result);
            PyErr_SetString(PyExc_IndexError, "a pair names no side");
            goto done;
        }
        Side *a = &sides[pair[0]], *b = &sides[pair[1]];
        if (need_shingles(a, width) < 0 || need_shingles(b, width) < 0 ||
            (filled != pair[0] && table_fill(&table, a->shingles, a->shingle_count) < 0)) {
            Py_CLEAR(result);
            goto done;
        }
        filled = pair[0];
        align(a, &table, b, width, covered, covered + longest + 1, out);
        weigh(a, b, weights.buf, out);
        share_anchors(a, b, out);
        share_title(a, b, out);
    }
done:
    if (sides) for (Py_ssize_t k = 0; k < count; k++) PyMem_Free(sides[k].shingles);
    PyMem_Free(sides); PyMem_Free(covered); PyMem_Free(table.entries); PyMem_Free(table.firsts);
    PyBuffer_Release(&pairs); PyBuffer_Release(&weights);
    return result;
}

PyDoc_STRVAR(shared_runs_doc, "shared_runs(tokens_a, tokens_b, width) -> (i, j, shingles) of int32 a run, as bytes");

static PyObject *shared_runs(PyObject *module, PyObject *args) {
    PyObject *first, *second, *result = NULL;
    long width;
    (void)module;
    if (!PyArg_ParseTuple(args, "SSl", &first, &second, &width)) return NULL;
    const uint32_t *a = (const uint32_t *)PyBytes_AS_STRING(first), *b = (const uint32_t *)PyBytes_AS_STRING(second);
    Py_ssize_t tokens_a = PyBytes_GET_SIZE(first) / 4, tokens_b = PyBytes_GET_SIZE(second) / 4;
    Py_ssize_t n = count_shingles(tokens_a, width), m = count_shingles(tokens_b, width), found = 0;
    uint64_t *x = PyMem_Malloc((size_t)(n + 1) * 8), *y = PyMem_Malloc((size_t)(m + 1) * 8);
    int32_t *runs = PyMem_Malloc((size_t)(m + 1) * 3 * sizeof *runs);
    Table table = {0};
    if (!x || !y || !runs) { PyErr_NoMemory(); goto done; }
    make_shingles(a, tokens_a, width, x);
    make_shingles(b, tokens_b, width, y);
    if (table_fill(&table, x, n) < 0) goto done;
    for (Py_ssize_t j = 0; j < m; j++) {
        int32_t *last = runs + 3 * (found - 1);
        Py_ssize_t next = found ? last[0] + last[2] : 0;
        if (found && last[1] + last[2] == j && next < n && x[next] == y[j]) { last[2]++; continue; }
        int32_t place = table.entries[table_slot(&table, y[j])].place;
        if (place < 0) continue;
        int32_t *run = runs + 3 * found++;
        run[0] = place; run[1] = (int32_t)j; run[2] = 1;
    }
    result = PyBytes_FromStringAndSize((char *)runs, found * 3 * (Py_ssize_t)sizeof *runs);
done:
    PyMem_Free(table.entries);
    PyMem_Free(x); PyMem_Free(y); PyMem_Free(runs);
    return result;
}

/* A posting: 34 bits of hash, 4 of priority (the highest first), 26 of an id; see dedupe/lsh.py. */
#define HASH_SHIFT 30
#define ID_BITS 26
#define IDS ((1ULL << ID_BITS) - 1)
#define ROWS ((1ULL << HASH_SHIFT) - 1)
#define BAND (1ULL << SAMPLE_BITS)
#define LEVEL_BITS 5
#define BAND_LEVEL 31

typedef struct { uint64_t *values; size_t count, room; } Pile;

static int pile_up(Pile *pile, uint64_t value) {
    if (pile->count == pile->room) {
        size_t room = pile->room ? pile->room * 2 : 1 << 16;
        uint64_t *larger = PyMem_Realloc(pile->values, room * sizeof *larger);
        if (!larger) { PyErr_NoMemory(); return -1; }
        pile->values = larger;
        pile->room = room;
    }
    pile->values[pile->count++] = value;
    return 0;
}

PyDoc_STRVAR(meet_doc, "meet(packed, levels, ranks, found, since) -> own << 31 | other << 5 | level, as uint64");

static PyObject *meet(PyObject *module, PyObject *args) {
    Py_buffer packed, levels, ranks, found;
    unsigned long long since;
    PyObject *result = NULL;
    Pile met = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*y*K", &packed, &levels, &ranks, &found, &since)) return NULL;
    const uint64_t *asked = packed.buf, *rank = ranks.buf, *keys = found.buf;
    const uint8_t *level = levels.buf;
    Py_ssize_t n = packed.len / 8, m = found.len / 8, at = 0;
    for (Py_ssize_t i = 0; i < n;) {
        uint64_t hash = asked[i] >> HASH_SHIFT;
        Py_ssize_t end = i, last;
        while (at < m && keys[at] >> HASH_SHIFT < hash) at++;
        for (last = at; last < m && keys[last] >> HASH_SHIFT == hash;) last++;
        for (; end < n && asked[end] >> HASH_SHIFT == hash; end++) {
            uint64_t mine = rank[asked[end] & ROWS], own = mine & IDS, floor = level[end];
            uint64_t mark = hash & BAND ? BAND_LEVEL : (floor < 15 ? floor : 15);
            int stands = 15 - (mine >> ID_BITS) >= floor;
            for (Py_ssize_t k = at; k < last; k++) {
                uint64_t other = keys[k] & IDS;
                if (!stands && 15 - (keys[k] >> ID_BITS & 15) < floor) break;
                if (other > own || (other < own && other < since))
                    if (pile_up(&met, own << (ID_BITS + LEVEL_BITS) | other << LEVEL_BITS | mark) < 0) goto done;
            }
        }
        i = end;
        at = last;
    }
    result = PyBytes_FromStringAndSize((char *)met.values, (Py_ssize_t)(met.count * 8));
done:
    PyMem_Free(met.values);
    PyBuffer_Release(&packed); PyBuffer_Release(&levels); PyBuffer_Release(&ranks); PyBuffer_Release(&found);
    return result;
}

PyDoc_STRVAR(tally_doc, "tally(met, scale, fewest) -> rows of (own, other, weight, count, banded) as int64");

static PyObject *tally(PyObject *module, PyObject *args) {
    Py_buffer met, scale;
    long fewest;
    PyObject *result = NULL;
    Pile rows = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*l", &met, &scale, &fewest)) return NULL;
    const uint64_t *values = met.buf;
    const int64_t *weights = scale.buf;
    Py_ssize_t n = met.len / 8;
    for (Py_ssize_t i = 0; i < n;) {
        uint64_t pair = values[i] >> LEVEL_BITS, banded = 0;
        int64_t weight = 0;
        long count = 0;
        for (; i < n && values[i] >> LEVEL_BITS == pair; i++) {
            int mark = (int)(values[i] & ((1 << LEVEL_BITS) - 1));
            if (mark == BAND_LEVEL) banded = 1;
            else { weight += weights[mark]; count++; }
        }
        if (count < fewest && !banded) continue;
        if (pile_up(&rows, pair >> ID_BITS) < 0 || pile_up(&rows, pair & IDS) < 0 ||
            pile_up(&rows, (uint64_t)weight) < 0 || pile_up(&rows, (uint64_t)count) < 0 ||
            pile_up(&rows, banded) < 0) goto done;
    }
    result = PyBytes_FromStringAndSize((char *)rows.values, (Py_ssize_t)(rows.count * 8));
done:
    PyMem_Free(rows.values);
    PyBuffer_Release(&met); PyBuffer_Release(&scale);
    return result;
}

PyDoc_STRVAR(deal_doc, "deal(packed, levels, begins, total) -> the levels of samples, article by article, as uint8");

static PyObject *deal(PyObject *module, PyObject *args) {
    Py_buffer packed, levels, begins;
    Py_ssize_t total;
    PyObject *result = NULL;
    int64_t *next = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*n", &packed, &levels, &begins, &total)) return NULL;
    const uint64_t *asked = packed.buf;
    const uint8_t *level = levels.buf;
    next = PyMem_Malloc((size_t)begins.len + 8);
    result = PyBytes_FromStringAndSize(NULL, total);
    if (!next || !result) { Py_CLEAR(result); PyErr_NoMemory(); goto done; }
    memcpy(next, begins.buf, (size_t)begins.len);
    char *out = PyBytes_AS_STRING(result);
    for (Py_ssize_t i = 0; i < packed.len / 8; i++) {
        if (asked[i] >> HASH_SHIFT & BAND) break; /* bands sort behind all samples */
        int64_t place = next[asked[i] & ROWS]++;
        if (place >= total) { Py_CLEAR(result); PyErr_SetString(PyExc_ValueError, "more samples than room"); break; }
        out[place] = (char)level[i];
    }
done:
    PyMem_Free(next);
    PyBuffer_Release(&packed); PyBuffer_Release(&levels); PyBuffer_Release(&begins);
    return result;
}

static PyMethodDef methods[] = {
    {"fingerprint", fingerprint, METH_VARARGS, fingerprint_doc},
    {"locate", locate, METH_VARARGS, locate_doc},
    {"words", words, METH_VARARGS, words_doc},
    {"compare", compare, METH_VARARGS, compare_doc},
    {"meet", meet, METH_VARARGS, meet_doc},
    {"tally", tally, METH_VARARGS, tally_doc},
    {"deal", deal, METH_VARARGS, deal_doc},
    {"shared_runs", shared_runs, METH_VARARGS, shared_runs_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "dedupe._native", "The hot loops of folding; see dedupe.plain.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&definition); }
