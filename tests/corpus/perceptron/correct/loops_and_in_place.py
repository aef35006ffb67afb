"""Loops over elements, tanh for the sigmoid, in place on copies."""
import math
import numpy as np
def linear(x, weights, bias):
    n,d=x.shape; m=weights.shape[1]
    out=np.zeros((n,m))
    for i in range(n):
        for j in range(m):
            out[i,j]=sum(x[i,k]*weights[k,j] for k in range(d))+bias
    return out
def sigmoid(x):
    return 0.5*(1+np.tanh(0.5*x))
def sum_absolute_error(f, truth): return np.abs(f-truth).sum()
def gradients(x, f, truth):
    dE_df=np.where(f>truth,1.,np.where(f<truth,-1.,0.))
    dE_dy=dE_df*f*(1-f)
    return np.einsum('nd,nm->dm',x,dE_dy), dE_dy.sum()
def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    w=weights.copy(); b=float(bias); h=[]
    for i in range(num_iterations):
        f=predict(x,w,b)
        if not i%log_every: h.append([i,sum_absolute_error(f,truth)])
        a,c=gradients(x,f,truth); w-=learning_rate*a; b-=learning_rate*c
    return w,b,h
def predict(x, weights, bias): return sigmoid(x.dot(weights)+bias)
