/* shared_runs and passages: what two texts share, word for word. */

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
    make_numbers(read->tokens, read->count, width, *held);
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
