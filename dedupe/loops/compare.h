/* compare and common: the evidence of a pair, see dedupe/verify.py. */

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
