/* find, between, hold, meet and tally: the postings of the index, see dedupe/lsh.py and dedupe/candidates.py. */

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

/* Where a value would lie in n sorted keys, none before `at`: in leaps, each twice as long, then by halves. */
static Py_ssize_t seek(const uint64_t *key, Py_ssize_t n, Py_ssize_t at, uint64_t value) {
    Py_ssize_t leap = 1, low = at, high = at;
    while (high < n && key[high] < value) { low = high + 1; high += leap; leap *= 2; }
    if (high > n) high = n;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (key[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
}

PyDoc_STRVAR(find_doc, "find(keys, values) -> where each of the rising values would lie in the sorted keys, int64");

static PyObject *find(PyObject *module, PyObject *args) {
    Py_buffer keys, values;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*", &keys, &values)) return NULL;
    const uint64_t *value = values.buf;
    Py_ssize_t n = keys.len / 8, m = values.len / 8, at = 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, m * 8);
    if (result) {
        int64_t *out = (int64_t *)PyBytes_AS_STRING(result);
        for (Py_ssize_t i = 0; i < m; i++) out[i] = at = seek(keys.buf, n, at, value[i]);
    }
    PyBuffer_Release(&keys); PyBuffer_Release(&values);
    return result;
}

PyDoc_STRVAR(between_doc, "between(keys, low, high) -> the sorted keys from each low on and below its high, uint64");

static PyObject *between(PyObject *module, PyObject *args) {
    Py_buffer keys, low, high;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*y*", &keys, &low, &high)) return NULL;
    const uint64_t *key = keys.buf, *from = low.buf, *to = high.buf;
    Py_ssize_t n = keys.len / 8, m = (low.len < high.len ? low.len : high.len) / 8, at = 0, count = 0;
    PyObject *result = PyByteArray_FromStringAndSize(NULL, n * 8);
    if (result) {
        uint64_t *out = (uint64_t *)PyByteArray_AS_STRING(result);
        for (Py_ssize_t i = 0; i < m; i++)
            for (at = seek(key, n, at, from[i]); at < n && key[at] < to[i]; at++) out[count++] = key[at];
        if (PyByteArray_Resize(result, count * 8) < 0) Py_CLEAR(result);
    }
    PyBuffer_Release(&keys); PyBuffer_Release(&low); PyBuffer_Release(&high);
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
            uint64_t marks = (uint64_t)(floor <= (uint64_t)rare) << 1 | banded;
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

PyDoc_STRVAR(tally_doc, "tally(met, fewest) -> rows of (own, other, samples, rare samples, bands, rare bands) as int64");

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
        uint64_t pair = values[i] >> 2, kinds[4] = {0};
        for (; i < n && values[i] >> 2 == pair; i++) kinds[values[i] & 3]++;
        uint64_t samples = kinds[0] + kinds[2], bands = kinds[1] + kinds[3];
        if ((long long)samples < fewest && !bands) continue;
        if (pile_up(&rows, pair >> ID_BITS) < 0 || pile_up(&rows, pair & IDS) < 0 ||
            pile_up(&rows, samples) < 0 || pile_up(&rows, kinds[2]) < 0 ||
            pile_up(&rows, bands) < 0 || pile_up(&rows, kinds[3]) < 0) goto done;
    }
    result = piled(&rows);
done:
    Py_XDECREF(rows.held);
    PyBuffer_Release(&met);
    return result;
}
