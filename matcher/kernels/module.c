/* Python's door to the comparison: checks every buffer, then works without the interpreter's lock.
 *
 *     match_many(probe, gallery, offsets, matching, out, instruction_set)
 *         probe, gallery: (place float32, bits uint64, known uint64), C-contiguous; offsets: int64;
 *         matching: float64 in the order of Matching's fields; out: float32, written.
 *     supported() -> names of the instruction sets that this processor has, the fastest first
 */
#include "doors.h"

#include <string.h>

#include "compare.h"

typedef struct {
    Py_buffer place, bits, known;
} views;

/* A one-dimensional count of items of `size` bytes in a C-contiguous buffer, or -1 with an exception. */
static Py_ssize_t items_of(const Py_buffer *view, Py_ssize_t size, const char *what) {
    if (view->itemsize != size || view->len % size != 0) {
        PyErr_Format(PyExc_ValueError, "%s: items of %zd bytes are needed, not of %zd", what, size, view->itemsize);
        return -1;
    }
    return view->len / size;
}

static void release(views *held) {
    PyBuffer_Release(&held->place);
    PyBuffer_Release(&held->bits);
    PyBuffer_Release(&held->known);
}

/* Borrow one finger's arrays (or many fingers', end to end). Returns 0, or -1 with an exception. */
static int borrow(PyObject *const *arrays, views *held, finger *into) {
    const int flags = PyBUF_C_CONTIGUOUS;
    if (PyObject_GetBuffer(arrays[0], &held->place, flags) < 0) return -1;
    if (PyObject_GetBuffer(arrays[1], &held->bits, flags) < 0) {
        PyBuffer_Release(&held->place);
        return -1;
    }
    if (PyObject_GetBuffer(arrays[2], &held->known, flags) < 0) {
        PyBuffer_Release(&held->place);
        PyBuffer_Release(&held->bits);
        return -1;
    }
    const Py_ssize_t places = items_of(&held->place, sizeof(float), "place");
    const Py_ssize_t bits = items_of(&held->bits, sizeof(uint64_t), "bits");
    const Py_ssize_t known = items_of(&held->known, sizeof(uint64_t), "known");
    if (places >= 0 && bits >= 0 && known >= 0) {
        const Py_ssize_t n = places / 3;
        if (places == 3 * n && bits == n * CYLINDER_WORDS && known == n * MASK_WORDS) {
            *into = (finger){n, held->place.buf, held->bits.buf, held->known.buf};
            return 0;
        }
        PyErr_SetString(PyExc_ValueError, "place, bits and known do not tell of the same number of cylinders");
    }
    release(held);
    return -1;
}

/* Offsets must rise from 0 to the number of cylinders, no finger above MOST_CYLINDERS. */
static int offsets_hold(const int64_t *offsets, Py_ssize_t fingers, Py_ssize_t cylinders) {
    if (fingers < 0 || offsets[0] != 0 || offsets[fingers] != cylinders) return 0;
    for (Py_ssize_t f = 0; f < fingers; f++) {
        const int64_t count = offsets[f + 1] - offsets[f];
        if (count < 0 || count > MOST_CYLINDERS) return 0;
    }
    return 1;
}

static count_row *row_named(const char *name) {
    for (const instruction_set *set = instruction_sets; set->name != NULL; set++)
        if (strcmp(set->name, name) == 0 && set->supported()) return set->row;
    return NULL;
}

/* The work itself, without the lock. Returns 0, or -1 if there was no memory. */
static int compare_all(const finger *probe, const finger *gallery, const int64_t *offsets, Py_ssize_t fingers,
                       const matching *with, count_row *row, float *out) {
    workspace *room = workspace_new();
    if (room == NULL) return -1;
    for (Py_ssize_t f = 0; f < fingers; f++) {
        const int64_t first = offsets[f];
        const finger reference = {(ptrdiff_t)(offsets[f + 1] - first), gallery->place + 3 * first,
                                  gallery->bits + CYLINDER_WORDS * first, gallery->known + MASK_WORDS * first};
        out[f] = (float)compare(probe, &reference, with, row, room);
    }
    workspace_free(room);
    return 0;
}

static PyObject *match_many(PyObject *self, PyObject *arguments) {
    PyObject *p[3], *g[3], *offsets_array, *matching_array, *out_array, *result = NULL;
    const char *name;
    views probe_views, gallery_views;
    Py_buffer offsets, numbers, out;
    finger probe, gallery;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "(OOO)(OOO)OOOs", &p[0], &p[1], &p[2], &g[0], &g[1], &g[2], &offsets_array,
                          &matching_array, &out_array, &name))
        return NULL;
    count_row *row = row_named(name);
    if (row == NULL) return PyErr_Format(PyExc_ValueError, "this processor has no instruction set %s", name);
    if (borrow(p, &probe_views, &probe) < 0) return NULL;
    if (borrow(g, &gallery_views, &gallery) < 0) goto probe_held;
    if (PyObject_GetBuffer(offsets_array, &offsets, PyBUF_C_CONTIGUOUS) < 0) goto gallery_held;
    if (PyObject_GetBuffer(matching_array, &numbers, PyBUF_C_CONTIGUOUS) < 0) goto offsets_held;
    if (PyObject_GetBuffer(out_array, &out, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE) < 0) goto numbers_held;

    const Py_ssize_t fingers = items_of(&offsets, sizeof(int64_t), "offsets") - 1;
    if (PyErr_Occurred()) goto out_held;
    if (items_of(&numbers, sizeof(double), "matching") != (Py_ssize_t)MATCHING_FIELDS ||
        items_of(&out, sizeof(float), "out") != fingers || probe.count > MOST_CYLINDERS ||
        !offsets_hold(offsets.buf, fingers, gallery.count)) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "the arrays of a search do not fit one another");
        goto out_held;
    }
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = compare_all(&probe, &gallery, offsets.buf, fingers, numbers.buf, row, out.buf);
    Py_END_ALLOW_THREADS
    if (failed)
        PyErr_NoMemory();
    else
        result = Py_NewRef(Py_None);

out_held:
    PyBuffer_Release(&out);
numbers_held:
    PyBuffer_Release(&numbers);
offsets_held:
    PyBuffer_Release(&offsets);
gallery_held:
    release(&gallery_views);
probe_held:
    release(&probe_views);
    return result;
}

static PyObject *supported(PyObject *self, PyObject *nothing) {
    (void)self, (void)nothing;
    PyObject *names = PyList_New(0);
    if (names == NULL) return NULL;
    for (const instruction_set *set = instruction_sets; set->name != NULL; set++) {
        if (!set->supported()) continue;
        PyObject *name = PyUnicode_FromString(set->name);
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_XDECREF(name);
            Py_DECREF(names);
            return NULL;
        }
        Py_DECREF(name);
    }
    return names;
}

static PyMethodDef methods[] = {
    {"match_many", match_many, METH_VARARGS, "Compare one probe with each finger of a gallery."},
    {"build_many", build_many, METH_VARARGS, "Build the cylinders of many fingers."},
    {"scan_many", scan_many, METH_VARARGS, "Find the rows whose codes cost least by a probe's tables."},
    {"scan_supported", scan_supported, METH_NOARGS, "Instruction sets of the scan, the fastest first."},
    {"screen_many", screen_many, METH_VARARGS, "Score each finger's codes by a probe's tables."},
    {"screen_supported", screen_supported, METH_NOARGS, "Instruction sets of the screen, the fastest first."},
    {"supported", supported, METH_NOARGS, "Instruction sets of this processor, the fastest first."},
    {"weigh_rows", weigh_chosen, METH_VARARGS, "Multiply a vector with some rows of a matrix in parts."},
    {"weigh_supported", weigh_supported, METH_NOARGS, "Instruction sets of the rows, the fastest first."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_compare",
    .m_doc = "Comparison of fingerprints and search in C; what ends in twin.py are its oracles.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__compare(void) { return PyModuleDef_Init(&definition); }
