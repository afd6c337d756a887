#define MEMP_NUM_TCP_PCB 5
%%
8 1
9 5
3 1
