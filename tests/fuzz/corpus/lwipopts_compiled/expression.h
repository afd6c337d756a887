#define MEMP_NUM_TCP_PCB (2 + 3)
#define MEMP_MEM_MALLOC 1
