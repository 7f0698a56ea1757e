/* Python's door to the scan.
 *
 *     scan_many(parts, rows, cost, out, instruction_set) -> how many rows were written
 *         parts: a tuple of uint8 arrays, blocks of 64 codes each; rows: int64, of each part its codes; cost: uint8
 *         (halves, 16); out: int64, written: numbers over all parts, rising.
 *     scan_supported() -> names of the instruction sets that this processor has, the fastest first
 */
#include "doors.h"

#include <string.h>

#include "buffers.h"
#include "scan.h"

enum { ROWS, COST, OUT, ARRAYS };

static const wanted_buffer wanted[ARRAYS] = {{"rows", sizeof(int64_t), 0}, {"cost", 1, 0}, {"out", sizeof(int64_t), 1}};
static const wanted_buffer wanted_part = {"a part", 1, 0};

static scan_part_into *into_named(const char *name) {
    for (const scan_set *set = scan_sets; set->name != NULL; set++)
        if (strcmp(set->name, name) == 0 && set->supported()) return set->into;
    return NULL;
}

/* Whether each part is as long as its rows need; `total` becomes the number of all rows. */
static int parts_fit(const Py_buffer *parts, const Py_buffer *views, Py_ssize_t count, int64_t *total) {
    const Py_ssize_t octets = views[COST].len / 32, block = octets * BLOCK_ROWS;
    const int64_t *rows = views[ROWS].buf;
    if (octets < 1 || octets > MOST_OCTETS || views[COST].len != 32 * octets) return 0;
    if (items(&views[ROWS]) != count) return 0;
    *total = 0;
    for (Py_ssize_t p = 0; p < count; p++) {
        const Py_ssize_t blocks = parts[p].len / block;
        if (parts[p].len != blocks * block) return 0;
        if (rows[p] < 0 || rows[p] > blocks * BLOCK_ROWS || rows[p] <= (blocks - 1) * BLOCK_ROWS) return 0;
        *total += rows[p];
    }
    return 1;
}

/* Without the lock. Returns how many rows were written, or -1 if there was no memory. */
static Py_ssize_t scan_all(const Py_buffer *parts, const Py_buffer *views, Py_ssize_t count, int64_t total,
                           scan_part_into *into) {
    const scan_probe probe = {(int)(views[COST].len / 32), views[COST].buf};
    const int64_t *rows = views[ROWS].buf;
    const Py_ssize_t room = items(&views[OUT]);
    scan_list list;
    Py_ssize_t found = -1;
    if (scan_list_begin(&list, room < total ? room : (Py_ssize_t)total, probe.octets) == 0) {
        int64_t first = 0;
        for (Py_ssize_t p = 0; p < count; first += rows[p++]) {
            const scan_part part = {parts[p].buf, (ptrdiff_t)rows[p], first};
            into(&part, &probe, &list);
        }
        scan_list_settle(&list);
        found = list.count;
        memcpy(views[OUT].buf, list.rows, (size_t)found * sizeof *list.rows);
    }
    scan_list_end(&list);
    return found;
}

PyObject *scan_many(PyObject *self, PyObject *arguments) {
    PyObject *tuple, *o[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    const char *name;
    int64_t total;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "O!OOOs", &PyTuple_Type, &tuple, &o[ROWS], &o[COST], &o[OUT], &name)) return NULL;
    scan_part_into *into = into_named(name);
    if (into == NULL) return PyErr_Format(PyExc_ValueError, "this processor has no instruction set %s", name);
    const Py_ssize_t count = PyTuple_Size(tuple);
    if (borrow_buffers(o, wanted, views, ARRAYS) < 0) return NULL;
    Py_buffer *parts = borrow_parts(tuple, &wanted_part, count);
    if (parts != NULL && parts_fit(parts, views, count, &total)) {
        Py_ssize_t found;
        Py_BEGIN_ALLOW_THREADS
        found = scan_all(parts, views, count, total, into);
        Py_END_ALLOW_THREADS
        result = found < 0 ? PyErr_NoMemory() : PyLong_FromSsize_t(found);
    } else if (parts != NULL) {
        PyErr_SetString(PyExc_ValueError, "the arrays of a scan do not fit one another");
    }
    if (parts != NULL) give_parts_back(parts, count);
    release_buffers(views, ARRAYS);
    return result;
}

PyObject *scan_supported(PyObject *self, PyObject *nothing) {
    (void)self, (void)nothing;
    PyObject *names = PyList_New(0);
    for (const scan_set *set = scan_sets; names != NULL && set->name != NULL; set++) {
        if (!set->supported()) continue;
        PyObject *name = PyUnicode_FromString(set->name);
        if (name == NULL || PyList_Append(names, name) < 0) Py_CLEAR(names);
        Py_XDECREF(name);
    }
    return names;
}
