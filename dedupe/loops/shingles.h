/* From tokens to shingles, what is drawn from them, and a table to look them up in. */

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

#define ABREAST 16 /* hashes that the widest registers hold; a list of them is filled up to whole registers */

/* The least of each permutation. `mixed` has room for ABREAST - 1 more: they are filled with its first, which changes no
   least. Four permutations at a time, so that each hash is fetched once for four. */
WIDE static void sign(uint32_t *mixed, Py_ssize_t n, const uint32_t *a, const uint32_t *b, Py_ssize_t permutations,
                      uint32_t *out) {
    Py_ssize_t whole = (n + ABREAST - 1) / ABREAST * ABREAST, p = 0;
    for (Py_ssize_t j = n; j < whole; j++) mixed[j] = mixed[0];
    for (; p + 4 <= permutations; p += 4) {
        uint32_t x0 = a[p], x1 = a[p + 1], x2 = a[p + 2], x3 = a[p + 3];
        uint32_t y0 = b[p], y1 = b[p + 1], y2 = b[p + 2], y3 = b[p + 3];
        uint32_t l0 = 0xFFFFFFFFU, l1 = l0, l2 = l0, l3 = l0;
        for (Py_ssize_t j = 0; j < whole; j++) {
            uint32_t v0 = mixed[j] * x0 + y0, v1 = mixed[j] * x1 + y1, v2 = mixed[j] * x2 + y2, v3 = mixed[j] * x3 + y3;
            l0 = v0 < l0 ? v0 : l0; l1 = v1 < l1 ? v1 : l1; l2 = v2 < l2 ? v2 : l2; l3 = v3 < l3 ? v3 : l3;
        }
        out[p] = l0; out[p + 1] = l1; out[p + 2] = l2; out[p + 3] = l3;
    }
    for (; p < permutations; p++) {
        uint32_t least = 0xFFFFFFFFU;
        for (Py_ssize_t j = 0; j < whole; j++) {
            uint32_t v = mixed[j] * a[p] + b[p];
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
