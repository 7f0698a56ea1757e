/* Borrowing arrays from Python: all of them or none, each C-contiguous and of the item size expected. */
#ifndef UMBRAL_BUFFERS_H
#define UMBRAL_BUFFERS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    const char *name; /* for the message */
    Py_ssize_t size;  /* octets of an item */
    int writable;
} wanted_buffer;

static inline void release_buffers(Py_buffer *views, Py_ssize_t count) {
    while (count-- > 0) PyBuffer_Release(&views[count]);
}

/* Fill views[0..count-1]. Returns 0, or -1 with an exception and nothing held. */
static inline int borrow_buffers(PyObject *const *objects, const wanted_buffer *wanted, Py_buffer *views,
                                 int count) {
    for (int i = 0; i < count; i++) {
        const int flags = PyBUF_C_CONTIGUOUS | (wanted[i].writable ? PyBUF_WRITABLE : 0);
        if (PyObject_GetBuffer(objects[i], &views[i], flags) < 0) {
            release_buffers(views, i);
            return -1;
        }
        if (views[i].itemsize != wanted[i].size || views[i].len % wanted[i].size != 0) {
            PyErr_Format(PyExc_ValueError, "%s: items of %zd bytes are needed, not of %zd", wanted[i].name,
                         wanted[i].size, views[i].itemsize);
            release_buffers(views, i + 1);
            return -1;
        }
    }
    return 0;
}

/* Borrow each array of a tuple: all or, with an exception, NULL. To be given to give_parts_back. */
static inline Py_buffer *borrow_parts(PyObject *tuple, const wanted_buffer *wanted, Py_ssize_t count) {
    Py_buffer *parts = PyMem_Malloc(((size_t)count + 1) * sizeof *parts);
    if (parts == NULL) return (Py_buffer *)PyErr_NoMemory();
    for (Py_ssize_t p = 0; p < count; p++) {
        PyObject *part = PyTuple_GetItem(tuple, p);
        if (part != NULL && borrow_buffers(&part, wanted, &parts[p], 1) == 0) continue;
        release_buffers(parts, p);
        PyMem_Free(parts);
        return NULL;
    }
    return parts;
}

static inline void give_parts_back(Py_buffer *parts, Py_ssize_t count) {
    release_buffers(parts, count);
    PyMem_Free(parts);
}

static inline Py_ssize_t items(const Py_buffer *view) { return view->len / view->itemsize; }

#endif
