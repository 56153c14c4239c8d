/* components and kin: what hangs together, see dedupe/pieces.py and dedupe/mixing.py. */

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
